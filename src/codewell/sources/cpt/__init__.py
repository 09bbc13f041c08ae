"""CPT: the user's own licensed descriptors, and facts with our own words for a starter set of codes."""
