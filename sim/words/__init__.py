"""How numbers, parameters, events and sentences are said, for pages and the command line alike."""
