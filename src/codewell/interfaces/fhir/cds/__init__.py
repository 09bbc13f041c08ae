"""CDS Hooks 2.0: cards at discharge and at the signing of orders, from what the request holds and nothing else."""
