"""What a question wants and names, found without a model."""
