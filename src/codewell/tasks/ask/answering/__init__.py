"""One module for each family of questions; each registers its answerers when it is imported."""
