"""Facts of an episode to codes with component, day, units, citation, evidence and rejected neighbours."""
