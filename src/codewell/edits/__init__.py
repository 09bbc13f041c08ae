"""Claim edits: what a payer's checks would say of a claim, each with its source and its days."""
