"""The model held against what happened: stylised facts, and what the reference scenario makes of each."""
