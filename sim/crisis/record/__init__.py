"""What happened: the events and series that the model is held against, and what an event is in the model's terms.

The tables ``events.csv`` and ``series.csv`` come with the package; any file with their columns can be read in their
place. It knows nothing of the simulation but the names of its acts.
"""
