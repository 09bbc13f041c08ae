"""What a worklist holds, and what a change of it did; pure values."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from codewell.kernel.codes import Code, CodeSystem, parse_code
from codewell.kernel.errors import InputError

MOST_CODES = 5_000
LONGEST_NAME = 120
LONGEST_REMARK = 400
LONGEST_DESCRIPTION = 2_000
_NAMED = 20
"""Codes that the record of a change names; of more it tells how many."""


@dataclass(frozen=True, slots=True)
class ListedCode:
    """A code of a worklist.

    Args:
        code: the code.
        remark: why it is there, in the owner's words; empty for none.
    """

    code: Code
    remark: str = ""


@dataclass(frozen=True, slots=True)
class WorklistContent:
    """What a person can change of a worklist.

    Args:
        name: of the list.
        description: what it is for; may be empty.
        codes: in the owner's order, each once.

    Raises:
        InputError: the name is missing, something is too long, or there are too many codes.
    """

    name: str
    description: str = ""
    codes: tuple[ListedCode, ...] = ()

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InputError("The worklist needs a name.", slug="input.worklist-name")
        if len(self.name) > LONGEST_NAME or not self.name.isprintable():
            raise InputError(f"The name of a worklist has at most {LONGEST_NAME} characters.", slug="input.worklist-name")
        plain = self.description.replace("\n", "").replace("\t", "")
        if len(self.description) > LONGEST_DESCRIPTION or not plain.isprintable():
            raise InputError(
                f"The description of a worklist has at most {LONGEST_DESCRIPTION} characters.", slug="input.worklist-description"
            )
        if len(self.codes) > MOST_CODES:
            raise InputError(f"A worklist holds at most {MOST_CODES} codes.", slug="input.worklist-too-long")
        if any(len(one.remark) > LONGEST_REMARK or not one.remark.isprintable() for one in self.codes):
            raise InputError(f"A remark is one line of at most {LONGEST_REMARK} characters.", slug="input.worklist-remark")

    @property
    def held(self) -> dict[Code, ListedCode]:
        """The codes by themselves."""
        return {one.code: one for one in self.codes}


Change = Callable[[WorklistContent], WorklistContent]
"""Makes the new content of the old."""


def renamed(name: str, description: str) -> Change:
    """Return the change that names and describes the list."""
    return lambda held: replace(held, name=name.strip(), description=description.strip())


def added(codes: Iterable[ListedCode]) -> Change:
    """Return the change that puts codes at the end; one that is there stays where it is, and takes a remark that is given."""
    new = {one.code: one for one in codes}

    def change(held: WorklistContent) -> WorklistContent:
        kept = tuple(new[one.code] if one.code in new and new[one.code].remark else one for one in held.codes)
        there = held.held
        return replace(held, codes=kept + tuple(one for one in new.values() if one.code not in there))

    return change


def removed(codes: Iterable[Code]) -> Change:
    """Return the change that takes codes out."""
    gone = frozenset(codes)
    return lambda held: replace(held, codes=tuple(one for one in held.codes if one.code not in gone))


def remarked(code: Code, remark: str) -> Change:
    """Return the change that writes a code's remark."""
    words = " ".join(remark.split())
    return lambda held: replace(held, codes=tuple(replace(one, remark=words) if one.code == code else one for one in held.codes))


def moved(code: Code, by: int) -> Change:
    """Return the change that moves a code up (negative) or down."""

    def change(held: WorklistContent) -> WorklistContent:
        codes = list(held.codes)
        at = next((number for number, one in enumerate(codes) if one.code == code), None)
        if at is not None:
            one = codes.pop(at)
            codes.insert(min(max(at + by, 0), len(codes)), one)
        return replace(held, codes=tuple(codes))

    return change


def ordered(codes: Iterable[Code]) -> Change:
    """Return the change that puts these codes first, in this order; the others follow as they were."""
    wanted = list(dict.fromkeys(codes))

    def change(held: WorklistContent) -> WorklistContent:
        there = held.held
        first = [there.pop(code) for code in wanted if code in there]
        return replace(held, codes=(*first, *there.values()))

    return change


@dataclass(frozen=True, slots=True)
class Difference:
    """What one edition has that the one before had not.

    Args:
        renamed: True where name or description changed.
        shared: True where it was shared with another team, or in another way.
        added: codes as shown, the first of them.
        removed: codes as shown, the first of them.
        remarked: codes whose remark changed, the first of them.
        added_count: how many were added.
        removed_count: how many were taken out.
        remarked_count: how many got another remark.
        reordered: True where the order of those that stayed changed.
    """

    renamed: bool = False
    shared: bool = False
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    remarked: tuple[str, ...] = ()
    added_count: int = 0
    removed_count: int = 0
    remarked_count: int = 0
    reordered: bool = False

    @property
    def in_words(self) -> str:
        """The difference as a clause: "added E11.22 and J45.40, took out I10"."""
        said = [
            _named("added", self.added, self.added_count),
            _named("took out", self.removed, self.removed_count),
            _named("changed the remark of", self.remarked, self.remarked_count),
            "put the codes in another order" if self.reordered else "",
            "changed name or description" if self.renamed else "",
            "changed with whom it is shared" if self.shared else "",
        ]
        return ", ".join(one for one in said if one) or "changed nothing"

    def as_json(self) -> str:
        """Return the difference as it is stored."""
        return json.dumps({name: getattr(self, name) for name in self.__slots__ if getattr(self, name)}, sort_keys=True)

    @staticmethod
    def of_json(written: str) -> Difference:
        """Return a difference as it was stored."""
        stored: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(written).items()
        }
        return Difference(**stored)


def difference(before: WorklistContent, after: WorklistContent, *, shared: bool = False) -> Difference:
    """Return what changed between two contents."""
    old, new = before.held, after.held
    came = [str(code) for code in new if code not in old]
    went = [str(code) for code in old if code not in new]
    remarks = [str(code) for code in new if code in old and new[code].remark != old[code].remark]
    return Difference(
        renamed=(before.name, before.description) != (after.name, after.description),
        shared=shared,
        added=tuple(came[:_NAMED]),
        removed=tuple(went[:_NAMED]),
        remarked=tuple(remarks[:_NAMED]),
        added_count=len(came),
        removed_count=len(went),
        remarked_count=len(remarks),
        reordered=[code for code in new if code in old] != [code for code in old if code in new],
    )


def stored_code(system: str, value: str) -> Code:
    """Return a stored code."""
    return parse_code(value, CodeSystem(system))


def _named(verb: str, codes: tuple[str, ...], count: int) -> str:
    if not count:
        return ""
    shown = codes[:3]
    rest = count - len(shown)
    words = ", ".join(shown) if rest or len(shown) < 2 else f"{', '.join(shown[:-1])} and {shown[-1]}"
    return f"{verb} {words}" + (f" and {rest} more" if rest else "")
