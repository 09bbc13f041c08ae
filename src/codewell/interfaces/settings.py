"""What the environment may set; the only place that reads it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from codewell.kernel.errors import ConfigurationError

HOME_VARIABLE = "CODEWELL_HOME"
AUTOBUILD_VARIABLE = "CODEWELL_AUTOBUILD"
DEBUG_VARIABLE = "CODEWELL_DEBUG"
PUBLISHERS_VARIABLE = "CODEWELL_PUBLISHERS"


@dataclass(frozen=True, slots=True)
class Settings:
    """How this process is set up.

    Args:
        home: folder of releases, index and downloads.
        autobuild: build the bundled reference when a command needs it and it is not there.
        debug: show the traceback of a defect.
        publishers: a table of other download addresses, such as a mirror's; None for the publishers' own.
    """

    home: Path
    autobuild: bool = True
    debug: bool = False
    publishers: Path | None = None


def read_settings(environment: Mapping[str, str] | None = None, *, home: Path | None = None) -> Settings:
    """Return the settings: an option wins over the environment, which wins over the operating system's habit.

    Args:
        environment: variables; None for the process's own.
        home: the folder that an option named, or None.

    Raises:
        ConfigurationError: a variable holds something it cannot mean, or the home is a file.
    """
    variables = os.environ if environment is None else environment
    chosen = home or (Path(variables[HOME_VARIABLE]) if variables.get(HOME_VARIABLE) else _default_home())
    chosen = chosen.expanduser()
    if chosen.exists() and not chosen.is_dir():
        raise ConfigurationError(
            f"The home {chosen} is not a folder.", next_step=f"Name a folder with --home or {HOME_VARIABLE}."
        )
    publishers = variables.get(PUBLISHERS_VARIABLE)
    return Settings(
        home=chosen,
        autobuild=_switch(variables, AUTOBUILD_VARIABLE, True),
        debug=_switch(variables, DEBUG_VARIABLE, False),
        publishers=Path(publishers) if publishers else None,
    )


def _default_home() -> Path:
    from platformdirs import user_data_dir

    return Path(user_data_dir("codewell", appauthor=False))


def _switch(variables: Mapping[str, str], name: str, default: bool) -> bool:
    written = variables.get(name, "").strip().lower()
    if written in ("", "0", "1", "no", "yes", "false", "true", "off", "on"):
        return default if not written else written in ("1", "yes", "true", "on")
    raise ConfigurationError(f"The variable {name} must be 0 or 1.", next_step="Set it to one of them or remove it.")
