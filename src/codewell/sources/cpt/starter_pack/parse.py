"""TOML files of the starter pack to rows, each checked as if a stranger had written it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from codewell.kernel.codes import CodeSystem, parse_code
from codewell.kernel.errors import CodewellError, PublisherFileError
from codewell.sources.contract import Row
from codewell.sources.cpt.starter_pack import layout
from codewell.sources.files import PublishedFile


@dataclass(frozen=True, slots=True)
class _Family:
    """What holds for all codes of a file."""

    file: str
    title: str
    system: CodeSystem
    reviewed_through: str
    sources: dict[str, str]

    def refusal(self, code: str, expected: str, found: object) -> PublisherFileError:
        return PublisherFileError(
            file=self.file, column=code, expected=expected, found=str(found), next_step="Mend the entry and import again."
        )

    def cites(self, code: str, stated: dict[str, Any]) -> str:
        """Return the addresses of the cited sources, in their order."""
        unknown = [one for one in stated.get("cites", ()) if one not in self.sources]
        if unknown:
            raise self.refusal(code, "sources that the file names", ", ".join(unknown))
        return " ".join(self.sources[one] for one in stated.get("cites", ()))


def parse_family(file: PublishedFile) -> Iterator[tuple[str, Row]]:
    """Yield `(table, row)` for the codes of one file, in its order.

    Raises:
        PublisherFileError: not TOML, a missing key, an impossible code, an unknown action, relation or source, or periods
            that overlap or run backwards.
    """
    try:
        stated = tomllib.loads(file.read().decode("utf-8"))
        family = _Family(
            file.name,
            stated["family"],
            CodeSystem(stated["system"]),
            stated["reviewed_through"].isoformat(),
            {key: source["url"] for key, source in stated.get("sources", {}).items()},
        )
        codes = stated["codes"]
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, ValueError, AttributeError) as fault:
        raise PublisherFileError(
            file=file.name, expected="a starter-pack file (family, system, reviewed_through, sources, codes)", found=str(fault)
        ) from fault
    for written, entry in codes.items():
        yield from _rows(family, written, entry)


def _rows(family: _Family, written: str, entry: dict[str, Any]) -> Iterator[tuple[str, Row]]:
    try:
        code = parse_code(written, family.system).value
        yield from _periods(family, code, entry)
        for event in entry.get("history", ()):
            if event["action"] not in layout.ACTIONS:
                raise family.refusal(code, "added, revised or deleted", event["action"])
            cites = family.cites(code, event)
            yield "events", (code, family.system.value, event["day"].isoformat(), event["action"], event["note"], cites)
        for other in entry.get("related", ()):
            if other["relation"] not in layout.RELATION_IDS:
                raise family.refusal(code, "a known relation", other["relation"])
            system = CodeSystem(other.get("system", family.system.value))
            value = parse_code(other["code"], system).value
            cites = family.cites(code, other)
            row = (code, family.system.value, value, system.value, other["relation"], other.get("note", ""), cites)
            yield "relations", row
    except PublisherFileError:
        raise
    except (CodewellError, KeyError, ValueError, AttributeError) as fault:
        raise family.refusal(written, "a complete entry", fault) from fault


def _periods(family: _Family, code: str, entry: dict[str, Any]) -> Iterator[tuple[str, Row]]:
    previous_end: date | None = None
    for number, period in enumerate(entry.get("periods", [entry])):
        first, last = period.get("first_day"), period.get("last_day")
        overlaps = number and (first is None or previous_end is None or first <= previous_end)
        if overlaps or (first and last and last < first):
            raise family.refusal(code, "periods one after the other", f"{first} to {last}")
        previous_end = last
        yield (
            "codes",
            (
                code,
                family.system.value,
                first.isoformat() if first else "",
                last.isoformat() if last else None,
                period["label"],
                period.get("plain"),
                entry["section"],
                family.title,
                family.reviewed_through,
                family.cites(code, period),
            ),
        )
