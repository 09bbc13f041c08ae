"""A laboratory that images, plans, sequences, delivers and guides treatments of phantoms; not for clinical use."""
