"""What becomes of the answer given what happened: worlds and draws weighted by a record that the file states."""
