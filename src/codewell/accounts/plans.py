"""Plans: what each gives for a period; data in TOML, ours or the owner's."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from codewell.kernel.errors import ConfigurationError

UNMETERED = "unmetered"
"""Id of the plan that counts nothing; it is always there, under this name."""
_NAME = r"^[a-z][a-z0-9-]{0,31}$"


class Meter(StrEnum):
    """What is counted."""

    CODE_PAGES = "code-pages"
    SEARCHES = "searches"

    @property
    def words(self) -> tuple[str, str]:
        """What one and many of it are called."""
        return _WORDS[self]


_WORDS = {Meter.CODE_PAGES: ("code page", "code pages"), Meter.SEARCHES: ("search", "searches")}


class Period(StrEnum):
    """After which counters begin anew; in UTC, so that all replicas agree."""

    DAY = "day"
    MONTH = "month"

    def name_of(self, now: datetime) -> str:
        """Return the period's name, 2026-11 or 2026-11-30."""
        return now.astimezone(UTC).strftime("%Y-%m" if self is Period.MONTH else "%Y-%m-%d")

    def end_of(self, now: datetime) -> datetime:
        """Return the instant at which the period is over and the next begins."""
        begun = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        if self is Period.DAY:
            return begun + timedelta(days=1)
        return (begun.replace(day=1) + timedelta(days=32)).replace(day=1)

    def begin_of(self, now: datetime) -> datetime:
        """Return the instant at which the period began."""
        begun = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return begun if self is Period.DAY else begun.replace(day=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody may use for a period.

    Args:
        id: named in accounts.
        title: as people read it.
        code_pages: None for no end.
        searches: None for no end.
        tools: whether notes, claims and documents may be worked on.
        more: a sentence for whoever has used it up; may be empty.
    """

    id: str
    title: str
    code_pages: int | None
    searches: int | None
    tools: bool
    more: str = ""

    def gives(self, meter: Meter) -> int | None:
        """Return how many it gives for a period; None for no end."""
        return self.code_pages if meter is Meter.CODE_PAGES else self.searches


@dataclass(frozen=True, slots=True)
class Place:
    """Where many people share a network address.

    Args:
        name: the owner's word for it.
        networks: its addresses.
        plan: of whoever reads there without an account.
    """

    name: str
    networks: tuple[IPv4Network | IPv6Network, ...]
    plan: Plan


@dataclass(frozen=True, slots=True)
class Plans:
    """The plans of an installation.

    Args:
        period: after which counters begin anew.
        guest: of who has not signed in.
        registered: of a new account.
        each: every plan by its id, with "unmetered".
        places: networks with a plan of their own.
    """

    period: Period
    guest: Plan
    registered: Plan
    each: Mapping[str, Plan]
    places: tuple[Place, ...] = ()

    def of(self, plan_id: str) -> Plan:
        """Return the plan of an account; one that the file no longer has counts as that of a new account."""
        return self.each.get(plan_id, self.registered)

    def of_guest(self, address: str) -> Plan:
        """Return the plan of somebody who reads at a network address without an account."""
        if not self.places:
            return self.guest
        try:
            found = ip_address(address)
        except ValueError:
            return self.guest
        return next((place.plan for place in self.places if any(found in one for one in place.networks)), self.guest)


_Count = Annotated[int, Field(ge=0, le=1_000_000)] | Literal["unlimited"]


class _PlanText(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1, max_length=60)
    code_pages: _Count
    searches: _Count = "unlimited"
    tools: bool = True
    more: str = Field(default="", max_length=300)


class _PlaceText(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    networks: list[str] = Field(min_length=1)
    plan: str


class _PlansText(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    period: Period
    guest: str
    registered: str
    plans: dict[Annotated[str, Field(pattern=_NAME)], _PlanText] = Field(min_length=1)
    places: dict[Annotated[str, Field(pattern=_NAME)], _PlaceText] = {}


def read_plans(file: Path) -> Plans:
    """Return the plans of an owner's file.

    Raises:
        ConfigurationError: it cannot be read, or is not as documented; each fault is named.
    """
    try:
        written = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as refused:
        raise ConfigurationError(
            f"The plans in {file} cannot be read: {type(refused).__name__}.", next_step="Name another file in `plans`."
        ) from None
    return plans_of(written, str(file))


@cache
def our_plans() -> Plans:
    """Return the plans that hold where the owner names no file."""
    return plans_of((files("codewell.accounts") / "plans.toml").read_text("utf-8"), "plans.toml")


def plans_of(written: str, file: str) -> Plans:
    """Return the plans of a text in TOML.

    Args:
        written: the text.
        file: its name, for messages.

    Raises:
        ConfigurationError: it is not as documented.
    """
    try:
        text = _PlansText.model_validate(tomllib.loads(written))
    except tomllib.TOMLDecodeError as refused:
        raise _wrong(file, [str(refused)]) from None
    except ValidationError as refused:
        raise _wrong(file, [f"{_field(fault['loc'])}: {fault['msg']}" for fault in refused.errors()]) from None
    each = {name: _plan(name, one) for name, one in text.plans.items()}
    each[UNMETERED] = Plan(UNMETERED, "Unmetered", None, None, True)
    faults = [f"plans.{UNMETERED}: the name is taken"] if UNMETERED in text.plans else []
    named = {"guest": text.guest, "registered": text.registered}
    named |= {f"places.{name}.plan": place.plan for name, place in text.places.items()}
    faults += [f"{field}: there is no plan {plan!r}" for field, plan in named.items() if plan not in each]
    networks = {name: _networks(name, place.networks, faults) for name, place in text.places.items()}
    if faults:
        raise _wrong(file, faults)
    places = tuple(Place(name, networks[name], each[place.plan]) for name, place in text.places.items())
    return Plans(text.period, each[text.guest], each[text.registered], each, places)


def _plan(name: str, text: _PlanText) -> Plan:
    pages, searches = (None if one == "unlimited" else one for one in (text.code_pages, text.searches))
    return Plan(name, text.title, pages, searches, text.tools, text.more)


def _networks(name: str, written: list[str], faults: list[str]) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return networks; what is none is added to the faults."""
    found = []
    for one in written:
        try:
            found.append(ip_network(one))
        except ValueError:
            faults.append(f"places.{name}.networks: {one[:50]!r} is no network, such as 192.0.2.0/24")
    return tuple(found)


def _field(place: tuple[int | str, ...]) -> str:
    """Return the place of a fault as the file writes it, without the names of pydantic's alternatives."""
    return ".".join(str(step) for step in place if not str(step).startswith(("constrained-", "literal[", "[key]")))


def _wrong(file: str, faults: list[str]) -> ConfigurationError:
    return ConfigurationError(
        f"The plans in {file} are not as documented: {'; '.join(dict.fromkeys(faults))}.",
        next_step="docs/plans.md says what a plan holds.",
    )
