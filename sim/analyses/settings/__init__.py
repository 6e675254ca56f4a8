"""What becomes of the answer over the draws of the assumptions: does it hold, what is risked, what would change it."""
