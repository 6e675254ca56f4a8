"""Forecasts that are locked before their outcome is known, and scored when it is."""
