"""FHIR XML to and from the one form that resources have inside: JSON's."""
