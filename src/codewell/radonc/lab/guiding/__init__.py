"""Image guidance of the laboratory: cone-beam CT, registration, couch correction, tracking. Not for clinical use."""
