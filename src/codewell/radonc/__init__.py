"""Radiation oncology: a DICOM-RT episode read to facts, facts to codes, and a laboratory that makes episodes of phantoms."""
