"""One direction for each declared parameter: what a rule yields at two of its values, worked out by hand."""
