"""What the templates show, arranged for reading; no template decides anything itself."""
