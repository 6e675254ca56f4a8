"""Intervals of shares and ranges over assumptions: arrays in, arrays out."""
