"""JSON, one value a line, and FHIR: values with their places in the source."""
