"""The build of a note: headings, list items and sentences, with the place of every word in the text as received."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from codewell.clinical.cues import section_kinds
from codewell.clinical.lines import is_soap, lines
from codewell.clinical.words import TOKEN

_GAP = r"[^\S\r\n]"
"""A blank inside a line, a no-break space among them."""
_HEADING = re.compile(
    rf"{_GAP}*(?:[#*=_-]+{_GAP}*)?(?:\d{{1,2}}[.)]{_GAP}*)?"
    rf"([A-Za-z](?:[A-Za-z/&'’(),-]|{_GAP}){{0,58}}?)(?:{_GAP}|\*)*(:|$|{_GAP}-{{1,2}}(?={_GAP}))"
)
_ITEM = re.compile(
    rf"{_GAP}*(?:[-*•·–○►>+]|#?\(?\d{{1,2}}{_GAP}?[.)]|#(?=\s?[A-Za-z])|[A-Ha-h][.)]){_GAP}+|{_GAP}*[-•#](?=[A-Za-z?])"
)
_REMARK = re.compile(r"\s*\([^()]*\)\s*$")
"""What a heading says in parentheses after its name: "Patient instructions (printed)"."""
_ABBREVIATED = {
    "dr",
    "mr",
    "mrs",
    "ms",
    "vs",
    "e",
    "g",
    "i",
    "no",
    "approx",
    "st",
    "pt",
    "jr",
    "sr",
    "prof",
    "fig",
    "dept",
    "inc",
}
_AFTER_NAME = re.compile(r":\s| [-–] ")
"""What parts a problem's name from what is said of it."""
_WRAPS_FROM = 48
"""A line at least this long that ends without a mark was wrapped by a screen, not ended by its writer."""
_TITLE_WORDS = 12
_SHORT_LINE = 60
"""Characters of a line below a problem's title that is likely the next problem's."""
_NAME_TOKENS = 6
"""Tokens of a sentence of an assessment in running text that names a problem and says no more."""
_LONGEST_SENTENCE = 160
"""Tokens; text without marks (dictated, or a file that is no note) is cut there."""


class Role(Enum):
    """What a sentence is in the build of its section."""

    TEXT = "text"
    ITEM = "item"
    TITLE = "title"


@dataclass(slots=True)
class Sentence:
    """Words and marks up to a sentence's end.

    Args:
        section: kind of section it stands in; empty before the first heading.
        role: the title of a problem, another list item, or running text.
        label: kind of the labelled item inside a section ("Medical Treatment: ..."), empty where there is none.
        tokens: words and marks as written.
        starts: offset of each.
    """

    section: str
    role: Role
    label: str
    tokens: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)


class _Reader:
    """Goes down a note line by line and keeps the section, the label and the sentence that is being read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.kinds = section_kinds()
        self.section = ""
        self.label = ""
        self.role = Role.TEXT
        self.current: Sentence | None = None
        self.done: list[Sentence] = []
        self.soap = is_soap(text)

    def flush(self) -> None:
        current = self.current
        if current is not None and current.tokens:
            if current.section == "assessment" and current.role is Role.TEXT and len(current.tokens) <= _NAME_TOKENS:
                current.role = Role.TITLE
            self.done.append(current)
        self.current = None

    def read(self) -> list[Sentence]:
        wraps, blank_before = False, True
        text = self.text
        for start, end in lines(text, self.kinds, soap=self.soap):
            line = text[start:end]
            bare = line.strip()
            if not bare:
                self.flush()
                self.role, blank_before, wraps = Role.TEXT, True, False
                continue
            content = self._opened(line, start, bare, wraps, blank_before)
            if content >= 0:
                self._tokens(content, end)
            blank_before = content < 0
            last = bare[-1]
            wraps = len(bare) >= _WRAPS_FROM and last not in ".:;?!"
        self.flush()
        return self.done

    def _opened(self, line: str, start: int, bare: str, wraps: bool, blank_before: bool) -> int:
        """Begin what this line begins; return where its words start, or -1 where it is a heading alone."""
        item = _ITEM.match(line)
        heading = self._heading(line, item.end() if item else 0)
        if heading is not None:
            kind, end, is_label = heading
            self.flush()
            if is_label:
                self.label = kind
            else:
                self.section, self.label = kind, ""
            rest = line[end:].strip()
            told = rest.partition(". ")[0] if self.section == "assessment" else rest
            self.role = self._role_of(told, item_mark="") if rest else Role.TEXT
            return start + end if rest else -1
        if item is not None:
            self.flush()
            self.label = ""
            self.role = self._role_of(bare, item_mark=line[: item.end()].strip())
            return start + item.end()
        if not wraps or bare[0].isdigit():
            self.flush()
            self.role = self._role_of(bare, item_mark="") if self._may_be_title(bare, blank_before) else Role.TEXT
            if blank_before:
                self.label = ""
        return start

    def _may_be_title(self, bare: str, blank_before: bool) -> bool:
        """Say whether a line without a mark may name a problem: alone, or short below another problem's name."""
        goes_on = self.section == "assessment" and self.role is Role.TITLE and len(bare) < _SHORT_LINE and bare[-1] not in ".:"
        is_alone = self.section in ("assessment", "plan") and blank_before and len(bare) < 90
        return goes_on or is_alone or self.section == "diagnoses"

    def _role_of(self, bare: str, item_mark: str) -> Role:
        if self.section == "diagnoses":
            return Role.TITLE
        if self.section in ("assessment", "plan", "problem_list") and len(bare.split()) <= _TITLE_WORDS and ". " not in bare:
            return Role.TITLE
        if self.section in ("assessment", "problem_list") and item_mark:
            name = _AFTER_NAME.split(bare, maxsplit=1)[0]
            if item_mark[:1].isdigit() or (name != bare and len(name.split()) <= _TITLE_WORDS):
                return Role.TITLE
        return Role.ITEM if item_mark else Role.TEXT

    def _heading(self, line: str, offset: int) -> tuple[str, int, bool] | None:
        """Return kind, end and whether it is only a label inside the section, of the heading a line begins with."""
        match = _HEADING.match(line, offset)
        if match is None:
            return None
        name = " ".join(_REMARK.sub("", match.group(1)).lower().replace("’", "'").split())
        kind = self.kinds.get(name) if len(name) > 1 or (self.soap and match.group(2) == ":") else None
        if kind is None or (not match.group(2) and line[match.end() :].strip()):
            if kind is None and match.group(2) == ":" and match.group(1).isupper() and len(name) > 3 and offset == 0:
                return "other", match.end(), False
            return None
        if kind.startswith("label_"):
            return kind[6:], match.end(), True
        return kind, match.end(), False

    def _tokens(self, start: int, end: int) -> None:
        text = self.text
        current = self.current
        for match in TOKEN.finditer(text, start, end):
            token = match.group()
            if current is not None and len(current.tokens) >= _LONGEST_SENTENCE:
                self.flush()
                current = None
            if current is None:
                current = self.current = Sentence(self.section, self.role, self.label)
            if token in ".;?!:" and self._ends(token, match.start(), current):
                self.flush()
                current = None
                if self.role is Role.TITLE and self.section != "diagnoses":
                    self.role = Role.ITEM
                continue
            current.tokens.append(token)
            current.starts.append(match.start())

    def _ends(self, token: str, place: int, current: Sentence) -> bool:
        if not current.tokens:
            return token != "?"
        text = self.text
        if token == ":":
            name = " ".join(current.tokens).lower()
            kind = self.kinds.get(name) if len(name) > 1 or self.soap else None
            if kind is not None and not kind.startswith("label_"):
                self.section, self.label, self.role = kind, "", Role.TEXT
                current.tokens.clear()
                return True
            return False
        following = text[place + 1 : place + 2]
        if token == ".":
            before = current.tokens[-1].lower()
            return (
                not following.isalnum()
                and before not in _ABBREVIATED
                and not (len(before) == 1 and before.isalpha() and before not in "xi")
            )
        if token == "?":
            return not following.isalnum()
        return True


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a note in order.

    A line's end ends a sentence unless the line was wrapped: long, without a closing mark, and followed by no list mark.
    """
    yield from _Reader(text).read()
