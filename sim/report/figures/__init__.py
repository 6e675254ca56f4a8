"""One figure per file: each takes a run's results to tidy rows, and the rows to a plotly figure.

The rows are what the report prints as the table behind a figure, so picture and table cannot disagree.
"""
