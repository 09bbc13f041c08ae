"""Documents as files bring them: what text they hold, where it stands, and the same document with some of it changed."""
