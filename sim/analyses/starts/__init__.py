"""How the states of a day are found that a scenario may begin from."""
