"""Findings of claims in the forms that people and programs take away: JSON, CSV, HTML, FHIR, annotated text."""
