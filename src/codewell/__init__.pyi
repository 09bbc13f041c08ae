from codewell.interfaces.python import redact as redact

__version__: str
