"""Mutation testing: rules are made wrong one at a time, and some test of theirs has to fail."""
