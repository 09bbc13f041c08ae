"""What the environment may set; the only place that reads it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from codewell.kernel.errors import ConfigurationError

HOME_VARIABLE = "CODEWELL_HOME"
AUTOBUILD_VARIABLE = "CODEWELL_AUTOBUILD"
DEBUG_VARIABLE = "CODEWELL_DEBUG"
PUBLISHERS_VARIABLE = "CODEWELL_PUBLISHERS"
PAGES_VARIABLE = "CODEWELL_PAGES"
MODEL_URL_VARIABLE = "CODEWELL_LLM_URL"
MODEL_NAME_VARIABLE = "CODEWELL_LLM_MODEL"
MODEL_KEY_VARIABLE = "CODEWELL_LLM_KEY"
MODEL_SECONDS_VARIABLE = "CODEWELL_LLM_SECONDS"
MODEL_ASK_VARIABLE = "CODEWELL_LLM_ASK"
MODEL_TOKENS_VARIABLE = "CODEWELL_LLM_TOKENS"
_MODEL_SECONDS = 30.0
_MODEL_TOKENS = "400"


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """A language model behind an OpenAI-compatible endpoint; off unless the environment names one.

    Args:
        url: base address, up to and with `/v1`.
        model: its name there.
        key: bearer token; empty where the endpoint wants none. Never shown.
        seconds: after which a call is given up.
        phrases_answers: whether it may read and phrase answers to questions where a question asks for that.
        tokens: budget of an answer to a question.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    seconds: float = _MODEL_SECONDS
    phrases_answers: bool = False
    tokens: int = int(_MODEL_TOKENS)


@dataclass(frozen=True, slots=True)
class Settings:
    """How this process is set up.

    Args:
        home: folder of releases, index and downloads.
        autobuild: build the bundled reference when a command needs it and it is not there.
        debug: show the traceback of a defect.
        publishers: a table of other download addresses, such as a mirror's; None for the publishers' own.
        model: the language model that may be asked about codes; None for none.
        pages: a hospital's own folder of written pages; None for none.
    """

    home: Path
    autobuild: bool = True
    debug: bool = False
    publishers: Path | None = None
    model: ModelSettings | None = None
    pages: Path | None = None


def read_settings(
    environment: Mapping[str, str] | None = None, *, home: Path | None = None, pages: Path | None = None
) -> Settings:
    """Return the settings: an option wins over the environment, which wins over the operating system's habit.

    Args:
        environment: variables; None for the process's own.
        home: the folder that an option named, or None.
        pages: the folder of written pages that an option named, or None.

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
        model=_model(variables),
        pages=pages or (Path(variables[PAGES_VARIABLE]).expanduser() if variables.get(PAGES_VARIABLE) else None),
    )


def _model(variables: Mapping[str, str]) -> ModelSettings | None:
    url, name = variables.get(MODEL_URL_VARIABLE, "").strip(), variables.get(MODEL_NAME_VARIABLE, "").strip()
    if not url:
        return None
    if not url.startswith(("http://", "https://")) or not name:
        raise ConfigurationError(
            f"{MODEL_URL_VARIABLE} must be an http address and {MODEL_NAME_VARIABLE} the model's name there.",
            next_step="Set both, or neither.",
        )
    written = variables.get(MODEL_SECONDS_VARIABLE, "").strip() or str(_MODEL_SECONDS)
    try:
        seconds = float(written)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 600:
        raise ConfigurationError(f"{MODEL_SECONDS_VARIABLE} must be a number of seconds from 1 to 600.")
    tokens = variables.get(MODEL_TOKENS_VARIABLE, "").strip() or _MODEL_TOKENS
    if not (tokens.isascii() and tokens.isdigit() and len(tokens) < 5 and int(tokens) >= 16):
        raise ConfigurationError(f"{MODEL_TOKENS_VARIABLE} must be a number of tokens from 16 to 9999.")
    phrases = _switch(variables, MODEL_ASK_VARIABLE, False)
    return ModelSettings(url.rstrip("/"), name, variables.get(MODEL_KEY_VARIABLE, ""), seconds, phrases, int(tokens))


def _default_home() -> Path:
    from platformdirs import user_data_dir

    return Path(user_data_dir("codewell", appauthor=False))


def _switch(variables: Mapping[str, str], name: str, default: bool) -> bool:
    written = variables.get(name, "").strip().lower()
    if written in ("", "0", "1", "no", "yes", "false", "true", "off", "on"):
        return default if not written else written in ("1", "yes", "true", "on")
    raise ConfigurationError(f"The variable {name} must be 0 or 1.", next_step="Set it to one of them or remove it.")
