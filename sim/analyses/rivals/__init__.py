"""Which of two theories the record speaks for: Bayes factors from simulated worlds."""
