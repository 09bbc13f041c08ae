"""Dose of the laboratory's fields: an analytic pencil beam in a phantom. Not for clinical use."""
