"""From a scenario to its results: a design of cells, blocks of worlds, and their merged tables."""
