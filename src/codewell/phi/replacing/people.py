"""Who is who among the names of a document: given name, family name, initials, nickname, whatever the order they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files

from codewell.phi import cues
from codewell.phi.lexicon import FIRST_USUAL, LAST_TOP, lexicon

NAME_WORD = re.compile(r"[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*", re.IGNORECASE)
_COMMA = re.compile(r"^[^,]*[^\W\d_]{2,}[^,]*,")


class Role(Enum):
    """What a word of a name is."""

    GIVEN = "given"
    FAMILY = "family"
    INITIAL = "initial"
    PARTICLE = "particle"


@dataclass(frozen=True, slots=True)
class NameWord:
    """A word of a name as it is written.

    Args:
        start, end: half-open offsets into the name.
        word: in lower case.
        role: what it is.
    """

    start: int
    end: int
    word: str
    role: Role


class People:
    """The persons of a document, gathered from every name that was found in it.

    Args:
        names: the names as written, in the document's order.
    """

    __slots__ = ("_family_of", "_roles")

    def __init__(self, names: Iterable[str]) -> None:
        self._roles: dict[str, Role] = {}
        self._family_of: dict[str, str] = {}
        several = [parts for parts in map(_parts, names) if sum(len(part.word) > 1 for part in parts) > 1]
        for parts in several:
            family = next((part.word for part in reversed(parts) if part.role is Role.FAMILY), None)
            for part in parts:
                if part.role in (Role.GIVEN, Role.FAMILY):
                    self._roles.setdefault(part.word, part.role)
                if part.role is Role.GIVEN and family:
                    self._family_of.setdefault(formal(part.word), family)

    def parts(self, name: str) -> tuple[NameWord, ...]:
        """Return the words of a name with their roles, as the whole document tells them."""
        found = _parts(name)
        long = [part for part in found if part.role in (Role.GIVEN, Role.FAMILY)]
        if len(long) != 1:
            return found
        word = long[0].word
        role = self._roles.get(word) or self._roles.get(formal(word)) or long[0].role
        if formal(word) in self._family_of and word not in self._roles:
            role = Role.GIVEN
        return tuple(NameWord(part.start, part.end, part.word, role) if part is long[0] else part for part in found)

    def family_of(self, given: str) -> str | None:
        """Return the family name that a given name stands with somewhere in the document."""
        return self._family_of.get(formal(given))

    def word_of_initial(self, initial: str, beside: Iterable[NameWord], *, last: bool) -> NameWord | None:
        """Return the name that an initial stands for, where the document gives it away.

        Args:
            initial: one letter in lower case.
            beside: the other words of the same name.
            last: the initial is the last of a name that is made of initials, so that it stands for a family name.
        """
        families = {part.word for part in beside if part.role is Role.FAMILY}
        role = Role.FAMILY if last and not families else Role.GIVEN
        for word, known in self._roles.items():
            if known is not role or not word.startswith(initial):
                continue
            if families and self._family_of.get(formal(word)) not in families:
                continue
            return NameWord(0, 0, word, role)
        return None


def _parts(name: str) -> tuple[NameWord, ...]:
    """Return the words of one name with the roles that its order tells: the family name is first before a comma, else last."""
    words = [(match.start(), match.end(), match[0].lower().replace("’", "'")) for match in NAME_WORD.finditer(name)]
    is_long = [len(word) > 1 and word not in _small_words() for _, _, word in words]
    comma = name.find(",") if _COMMA.match(name) else -1
    count = sum(is_long)
    found: list[NameWord] = []
    for at, (start, end, word) in enumerate(words):
        if not is_long[at]:
            role = Role.INITIAL if len(word) == 1 else Role.PARTICLE
        elif comma >= 0:
            role = Role.FAMILY if start < comma else Role.GIVEN
        elif count == 1:
            role = _role_alone(word, after_initial=at > 0 and len(words[at - 1][2]) == 1)
        else:
            hyphened = at > 0 and name[words[at - 1][1] : start] == "-" and bool(found) and found[-1].role is Role.FAMILY
            ends = not any(is_long[at + 1 :]) or _joined_to_end(name, words, is_long, at)
            role = Role.FAMILY if ends or hyphened else Role.GIVEN
        found.append(NameWord(start, end, word, role))
    return tuple(found)


def _joined_to_end(name: str, words: list[tuple[int, int, str]], is_long: list[bool], at: int) -> bool:
    """Say whether hyphens join the word to the last one: Lopez-Garcia."""
    while at + 1 < len(words) and is_long[at + 1] and name[words[at][1] : words[at + 1][0]] == "-":
        at += 1
        if not any(is_long[at + 1 :]):
            return sum(is_long[: at + 1]) > 2 or " " in name.strip()
    return False


def _role_alone(word: str, *, after_initial: bool) -> Role:
    flag = lexicon()[word]
    if not after_initial and (flag & FIRST_USUAL or word in nicknames()) and not flag & LAST_TOP:
        return Role.GIVEN
    return Role.FAMILY


def formal(given: str) -> str:
    """Return the given name that a nickname stands for, the word itself where it is none."""
    return nicknames().get(given, given)


@cache
def nicknames() -> dict[str, str]:
    """Return nickname -> formal given name; of several the one that the list names first."""
    found: dict[str, str] = {}
    lines = (files("codewell.phi.cues") / "nicknames.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    given = {name for name, _ in pairs}
    for name, shorter in pairs:
        for nickname in shorter.split():
            if nickname not in given:
                found.setdefault(nickname, name)
    return found


@cache
def _small_words() -> frozenset[str]:
    return cues.table("names")["particles"] | {"jr", "sr", "ii", "iii", "iv", "esq"}
