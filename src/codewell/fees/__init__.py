"""What Medicare pays for a service: the published amounts, worked out before the reader's eyes."""
