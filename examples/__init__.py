"""Crises of one's own, run by the same engine, scenario files, sweeps and reports."""
