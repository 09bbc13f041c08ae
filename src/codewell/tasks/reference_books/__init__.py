"""Books of reference: what our own words, rules and tables say, each entry at a place that a citation can open."""
