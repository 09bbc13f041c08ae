"""One module per job that a person comes to do: a typed request in, a typed result out; no HTTP, no terminal."""
