"""Codewell as a server of the Model Context Protocol: read-only tools over the tasks."""
