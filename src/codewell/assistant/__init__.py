"""The optional language model: it may doubt what the engine found, never add to it, and sees redacted text only."""
