"""What a machine makes of a plan: fluence through its leaves, recalculated dose, simulated delivery. Not for clinical use."""
