"""Writing a laboratory episode as DICOM objects."""
