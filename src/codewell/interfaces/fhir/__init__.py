"""The FHIR service: resources and operations translated to tasks and back."""
