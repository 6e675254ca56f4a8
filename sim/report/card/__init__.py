"""The answer on a card: a preview picture, a slide, or a page of A4, all drawn from one content."""
