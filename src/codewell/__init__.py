"""Open medical coding that runs on your own machine."""

from importlib import import_module

__version__ = "0.1.0"

_MODULES = {
    "python": ("redact",),
    "python_notes": ("code_note",),
    "python_radonc": ("code_rt_episode",),
    "python_codes": ("look_up", "search_codes", "compare", "crosswalk", "history"),
    "python_rules": ("price", "fee_history", "ptp", "mue"),
    "python_answers": ("ask", "guideline", "guidelines", "check_claim", "check_claims", "check_claims_file"),
    "python_releases": ("build", "list_releases", "import_release"),
}
_FROM_PYTHON = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    """Return a call for Python programs, loaded when it is first asked for; `__init__.pyi` gives their types."""
    if name in _FROM_PYTHON:
        return getattr(import_module(f"codewell.interfaces.{_FROM_PYTHON[name]}"), name)
    raise AttributeError(f"module 'codewell' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Name the calls as well, though they are not loaded yet."""
    return sorted([*globals(), *_FROM_PYTHON])
