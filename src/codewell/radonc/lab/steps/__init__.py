"""The four steps of an episode in the laboratory: imaging, planning, delivering, guiding."""
