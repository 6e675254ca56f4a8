"""What a page tells of the worlds it draws: which have a trait, what each counts as by which day, where acts happen."""
