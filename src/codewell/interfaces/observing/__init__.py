"""What a service tells about itself to those who run it: counts, times and traces, never a word of a request."""
