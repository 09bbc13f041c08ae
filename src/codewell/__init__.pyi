from codewell.interfaces.python import redact as redact
from codewell.interfaces.python_notes import code_note as code_note
from codewell.interfaces.python_radonc import code_rt_episode as code_rt_episode

__version__: str
