"""A DICOM-RT episode read to typed facts, each with file, tag and value."""
