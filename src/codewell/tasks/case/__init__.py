"""The parts of case search: reading the case, and the candidates of each kind of code."""
