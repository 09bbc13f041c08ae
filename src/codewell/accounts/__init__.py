"""People, plans and quotas, sessions, what people keep, and the audit trail: the only database written to in service."""
