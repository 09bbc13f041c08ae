"""CasePilot in the browser and for programs: questions in, answers with sources out; nothing is kept unless somebody keeps it."""
