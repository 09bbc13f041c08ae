"""The releases as FHIR code systems and concept maps."""
