"""The letters of accounts: their texts, one file each, with the subject in the first line."""
