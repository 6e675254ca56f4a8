"""Arithmetic shared by the actors: plain functions on arrays or numbers that change nothing they are given."""
