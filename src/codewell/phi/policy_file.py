"""A policy as TOML: every key and value is checked, and what is wrong is named with what may stand there."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import Enum
from typing import Any, NoReturn, TypeVar

from codewell.kernel.errors import ConfigurationError
from codewell.phi.phi_types import PhiType
from codewell.phi.policy import Policy, Replacement, Scope, SurrogateRules
from codewell.phi.replacing.places import PlaceKind

_KEYS = ("replacement", "cites", "types", "places", "surrogates")
_RULES = ("scope", "keep_gender", "keep_initials", "keep_weekday")

Closed = TypeVar("Closed", bound=Enum)


def policy_of(text: str, name: str) -> Policy:
    """Return the policy that a TOML text describes.

    Args:
        text: the file's content.
        name: how errors and audits call it.

    Raises:
        ConfigurationError: it is not TOML, or a key or value is none that a policy has.
    """
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        _refuse(name, f"it is not TOML: {broken}", "Check the line; texts stand in quotes.")
    _check_keys(name, "", written, _KEYS)
    if "replacement" not in written:
        _refuse(name, "it has no replacement", f"Begin with replacement = one of {_listed(Replacement)}, in quotes.")
    rules = _table(name, written, "surrogates")
    _check_keys(name, "surrogates.", rules, _RULES)
    cites = written.get("cites", "")
    if not isinstance(cites, str):
        _refuse(name, "cites is no text", "Put the rule that the policy follows in quotes.")
    return Policy(
        name,
        _one(name, "replacement", written["replacement"], Replacement),
        _by(name, "types", _table(name, written, "types"), PhiType),
        cites,
        _by(name, "places", _table(name, written, "places"), PlaceKind),
        SurrogateRules(
            _one(name, "surrogates.scope", rules.get("scope", "patient"), Scope),
            _flag(name, rules, "keep_gender", default=True),
            _flag(name, rules, "keep_initials", default=False),
            _flag(name, rules, "keep_weekday", default=False),
        ),
    )


def _by(name: str, table: str, written: Mapping[str, Any], keys: type[Closed]) -> dict[Closed, Replacement]:
    return {
        _one(name, f"the key of [{table}]", key, keys): _one(name, f"{table}.{key}", how, Replacement)
        for key, how in written.items()
    }


def _table(name: str, written: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = written.get(key, {})
    if not isinstance(found, dict):
        _refuse(name, f"{key} is no table", f"Write [{key}] on a line of its own, and the keys below it.")
    return found


def _one(name: str, where: str, written: object, kinds: type[Closed]) -> Closed:
    for kind in kinds:
        if kind.value == written:
            return kind
    _refuse(name, f"{where} is {_shown(written)}", f"It must be one of {_listed(kinds)}.{_near(written, _values(kinds))}")


def _flag(name: str, written: Mapping[str, Any], key: str, *, default: bool) -> bool:
    found = written.get(key, default)
    if not isinstance(found, bool):
        _refuse(name, f"surrogates.{key} is {_shown(found)}", "Write true or false, without quotes.")
    return found


def _check_keys(name: str, before: str, written: Iterable[str], known: tuple[str, ...]) -> None:
    for key in written:
        if key not in known:
            _refuse(name, f"it has the unknown key {before}{key[:40]}", f"Known are {', '.join(known)}.{_near(key, known)}")


def _near(written: object, known: Iterable[str]) -> str:
    as_written = {one.lower(): one for one in known}
    near = get_close_matches(str(written).lower(), as_written, 1)
    return f" Did you mean {as_written[near[0]]!r}?" if near else ""


def _values(kinds: type[Enum]) -> list[str]:
    return [kind.value for kind in kinds]


def _listed(kinds: type[Enum]) -> str:
    return ", ".join(_values(kinds))


def _shown(written: object) -> str:
    return repr(written)[:40]


def _refuse(name: str, what: str, remedy: str) -> NoReturn:
    raise ConfigurationError(f"The policy {name!r} cannot be used: {what}.", next_step=remedy, slug="configuration.policy")
