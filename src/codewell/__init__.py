"""Open medical coding that runs on your own machine."""

from importlib import import_module

__version__ = "0.1.0"

_FROM_PYTHON = {"redact": "python", "code_note": "python_notes", "code_rt_episode": "python_radonc"}


def __getattr__(name: str) -> object:
    """Return a call for Python programs, loaded when it is first asked for; `__init__.pyi` gives their types."""
    if name in _FROM_PYTHON:
        return getattr(import_module(f"codewell.interfaces.{_FROM_PYTHON[name]}"), name)
    raise AttributeError(f"module 'codewell' has no attribute {name!r}")
