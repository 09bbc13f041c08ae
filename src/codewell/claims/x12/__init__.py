"""X12 5010: segments with positions, envelopes, and the transactions 837, 835 and 277.

Source: ASC X12N 005010X222A1/A2, 005010X223A2/A3, 005010X224A2, 005010X221A1 and 005010X212. The reader is tolerant: it
takes any separators, several interchanges, byte order marks and line ends, and tells of what is wrong where it stands.
"""
