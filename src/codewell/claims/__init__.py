"""Claims as files bring them: read with their positions, never changed, and nothing of a file passed over in silence."""
