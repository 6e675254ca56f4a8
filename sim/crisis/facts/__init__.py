"""Stylised facts of the record and checks of claims: what was observed, and the measure of a run against it."""
