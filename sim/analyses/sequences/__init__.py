"""What follows the turning points of the record: replays up to each of them, scored against what came next."""
