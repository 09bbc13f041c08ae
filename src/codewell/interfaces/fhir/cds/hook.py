"""What a service of CDS Hooks is called with, and the cards it answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final
from uuid import UUID, uuid5

from codewell.interfaces.fhir.clinical.asked import one, several
from codewell.interfaces.fhir.exchange import Resource
from codewell.kernel.errors import InputError
from codewell.tasks.workplace import Workplace

_NAMES: Final = UUID("b3c0c0de-7d3e-5c55-9a53-2f2b1c7f4e11")
"""Namespace of cards, so that the same call gives the same ones."""
_LONGEST_SUMMARY: Final = 139
MOST_CARDS: Final = 20
_INSTANCE: Final = re.compile(r"[0-9A-Za-z-]{1,64}")


class MissingPrefetchError(InputError):
    """The call lacks what the service needs; nothing is fetched for it."""

    slug = "cds.prefetch-missing"


class Indicator(Enum):
    """How urgent a card is."""

    INFO = "info"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a service.

    Args:
        instance: id of the call.
        context: as the hook has it.
        prefetch: what the client fetched, by key.
        workplace: over the releases that the caller may read.
        site: address of our pages.
    """

    instance: str
    context: Resource
    prefetch: Mapping[str, Any]
    workplace: Workplace
    site: str

    def fetched(self, key: str) -> list[Resource]:
        """Return the resources of a key: one, or those of a Bundle.

        Raises:
            MissingPrefetchError: the call does not have it.
        """
        found = self.prefetch.get(key)
        if not isinstance(found, dict):
            raise MissingPrefetchError(
                f"The call has no prefetch of {key}.", next_step="Send what GET /cds-services lists; nothing is fetched here."
            )
        return list(resources_in(found))

    def card(self, about: str, summary: str, detail: str, indicator: Indicator, link: tuple[str, str]) -> Resource:
        """Return a card.

        Args:
            about: what makes it another than the call's other cards.
            summary: one sentence.
            detail: in Markdown; no words of a note.
            indicator: how urgent.
            link: label and path of one of our own pages.
        """
        label, path = link
        return {
            "uuid": str(uuid5(_NAMES, f"{self.instance}|{about}")),
            "summary": summary if len(summary) <= _LONGEST_SUMMARY else f"{summary[: _LONGEST_SUMMARY - 1]}…",
            "detail": detail,
            "indicator": indicator.value,
            "source": {"label": "Codewell", "url": f"{self.site}/"},
            "links": [{"label": label, "url": f"{self.site}{path}", "type": "absolute"}],
        }


@dataclass(frozen=True, slots=True)
class CdsService:
    """A service.

    Args:
        id: in its address.
        hook: at which it is called.
        title: in words.
        description: what its cards say.
        prefetch: key -> query template; all are needed.
        answer: makes the cards.
    """

    id: str
    hook: str
    title: str
    description: str
    prefetch: Mapping[str, str]
    answer: Callable[[Call], list[Resource]]


def call_of(body: Resource, service: CdsService, workplace: Workplace, site: str) -> Call:
    """Return the call that a body makes.

    Raises:
        InputError: it is no call of the service's hook.
    """
    if body.get("hook") != service.hook:
        raise InputError(f"The service answers the hook {service.hook}.", slug="cds.other-hook")
    instance = body.get("hookInstance")
    if not (isinstance(instance, str) and _INSTANCE.fullmatch(instance)):
        raise InputError("The call has no hookInstance.", slug="cds.no-instance")
    context = body.get("context")
    if not isinstance(context, dict):
        raise InputError("The call has no context.", slug="cds.no-context")
    return Call(instance, context, one(body, "prefetch"), workplace, site)


def resources_in(found: Resource) -> Iterator[Resource]:
    """Yield a resource, or those of a Bundle."""
    if found.get("resourceType") != "Bundle":
        yield found
        return
    for entry in several(found, "entry"):
        inner = one(entry, "resource")
        if inner:
            yield inner
