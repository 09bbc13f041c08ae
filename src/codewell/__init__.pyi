from codewell.interfaces.python import redact as redact
from codewell.interfaces.python_notes import code_note as code_note

__version__: str
