"""Which factor an effect comes from, where a scenario crosses factors that are on or off."""
