"""Identifiers that look alike in place of the real ones: the same person, number or place gets the same one each time."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codewell.phi import cues
from codewell.phi.lexicon import STATE, lexicon
from codewell.phi.phi_types import Found, PhiType
from codewell.phi.policy import Scope, SurrogateRules
from codewell.phi.replacing.choices import Choices, checked_secret, family_names, gender_of, given_names, towns
from codewell.phi.replacing.dates import Shift, newest_year, shifted, tells_old_age, year_of
from codewell.phi.replacing.numbers import number_like
from codewell.phi.replacing.people import NAME_WORD, NameWord, People, Role, formal
from codewell.phi.replacing.places import PlaceKind, place_kind
from codewell.phi.replacing.zip_codes import generalised_zip, is_zip

_LAST_WORD = re.compile(r"[^\W\d_]+$")
_UNIT = re.compile(r"(?:\b(?:apartment|apt|suite|ste|unit|floor|room)\b|#)", re.IGNORECASE)
_BETWEEN_PIECES = re.compile(r"[,\n]\s*")
_BOX = re.compile(r"p\.?\s*o\.?\s*box|\bbox\b|\brr\b|rural", re.IGNORECASE)
_WITHOUT_YEAR = 2001
"""A year of 365 days for dates of a document that names none."""


class Surrogates:
    """Chooses the surrogates of one document.

    Args:
        secret: the user's key, at least 16 bytes.
        patient: id of the patient; None binds what is the patient's to this document.
        texts: all texts of the document; no surrogate is a word that stands in them.
        names: the names that were found in them, in order.
        rules: how far surrogates agree and what they keep.

    Raises:
        InputError: there is no secret, or it is too short.
    """

    __slots__ = ("_choices", "_lower", "_newest", "_of_word", "_people", "_present", "_rules", "_shift", "_taken")

    def __init__(
        self, secret: bytes | None, patient: str | None, texts: Sequence[str], names: Sequence[str], rules: SurrogateRules
    ) -> None:
        key = checked_secret(secret)
        of_patient = f"patient {patient}" if patient is not None else "document " + "\0".join(texts)
        bindings = {
            Scope.CORPUS: "corpus",
            Scope.PATIENT: of_patient,
            Scope.DOCUMENT: f"{of_patient} document " + "\0".join(texts),
        }
        self._rules = rules
        self._choices = Choices(key, bindings[rules.scope])
        self._lower = "\n".join(texts).lower()
        self._present = frozenset(NAME_WORD.findall(self._lower)) | frozenset(re.findall(r"[^\W\d_]+", self._lower))
        self._people = People(names)
        self._newest = newest_year(texts)
        days = Choices(key, of_patient).number("days")
        self._shift = Shift(-7 * (1 + days % 52) if rules.keep_weekday else -(1 + days % 364), self._newest or _WITHOUT_YEAR)
        self._of_word: dict[tuple[Role, str], str] = {}
        self._taken: dict[str, str] = {}

    def of(self, value: str, found: Found) -> str:
        """Return what stands in place of a value."""
        kind = found.type
        if kind is PhiType.NAME:
            return (
                self._name(_legible(value))
                if any(map(str.isalpha, value))
                else number_like(value, kind, self._choices, self._stands)
            )
        if kind is PhiType.DATE:
            return self._date(value)
        if kind is PhiType.AGE_OVER_89:
            return "90+"
        if kind is PhiType.LOCATION:
            return self._place(value, place_kind(found, value))
        if kind is PhiType.EMAIL:
            return self._email(value)
        return number_like(value, kind, self._choices, self._stands)

    def _stands(self, value: str) -> bool:
        return value.lower() in self._lower

    def _date(self, value: str) -> str:
        year = year_of(value)
        tells_age = year is not None and tells_old_age(year, self._newest)
        return (None if tells_age else shifted(value, self._shift)) or f"[{PhiType.DATE.value}]"

    def _name(self, value: str) -> str:
        pieces, done = [], 0
        parts = self._people.parts(value)
        for at, part in enumerate(parts):
            pieces.append(value[done : part.start])
            done = part.end
            if part.role is Role.PARTICLE:
                done += len(value[done:]) - len(value[done:].lstrip(" "))
            else:
                pieces.append(_in_case_of(value[part.start : part.end], self._of(part, parts, last=at == len(parts) - 1)))
        return "".join(pieces) + value[done:]

    def _of(self, part: NameWord, parts: Sequence[NameWord], *, last: bool) -> str:
        if part.role is Role.INITIAL:
            others = [one for one in parts if one is not part]
            only_initials = all(one.role is Role.INITIAL for one in parts) and len(parts) > 1
            stands = self._people.word_of_initial(part.word, others, last=last and only_initials)
            if stands is not None:
                return self._word(stands)[0]
            return chr(ord("a") + self._choices.number(f"initial {part.word}") % 26)
        return self._word(part)

    def _word(self, part: NameWord) -> str:
        word = formal(part.word) if part.role is Role.GIVEN else part.word
        known = self._of_word.get((part.role, word))
        if known is None:
            known = self._of_word[part.role, word] = self._chosen(word, part.role)
        return known

    def _chosen(self, word: str, role: Role) -> str:
        key = f"{role.value} {word}"
        if role is Role.GIVEN:
            if self._rules.scope is Scope.CORPUS:
                key += f" {self._people.family_of(word)}"
            gender = gender_of(word) if self._rules.keep_gender else None
            pool: Sequence[str] = given_names(gender or "fm"[self._choices.number(f"gender {key}") % 2])
        else:
            pool = family_names()
        if self._rules.keep_initials:
            pool = [name for name in pool if name[0] == word[0]] or pool
        return self._free(pool, key, word)

    def _free(self, pool: Sequence[str], key: str, word: str) -> str:
        """Return the choice of this key, or the next one that stands nowhere in the document and is nobody else's here."""
        for name in self._choices.ordered(pool, key):
            if name not in self._present and self._taken.setdefault(name, word) == word:
                return name
        return f"[{PhiType.NAME.value}]"

    def _email(self, value: str) -> str:
        """Return an address at example.org; a name of the document in it becomes that person's surrogate."""
        local = value.partition("@")[0].lower()
        given = next((formal(word) for word in re.findall(r"[^\W\d_]{3,}", local) if self._people.family_of(word)), None)
        if given is not None:
            family = NameWord(0, 0, self._people.family_of(given) or given, Role.FAMILY)
            name = f"{self._word(NameWord(0, 0, given, Role.GIVEN))}.{self._word(family)}"
        else:
            name = f"{next(self._choices.ordered(family_names(), f'email {local}'))}{self._choices.number(local) % 90 + 10}"
        return f"{name}@example.org"

    def _place(self, value: str, kind: PlaceKind) -> str:
        if kind is PlaceKind.ZIP:
            return generalised_zip(value)
        key = " ".join(value.lower().split())
        if kind is PlaceKind.TOWN:
            return _in_case_of(value, self._free(towns(), f"town {key}", key).title())
        name = self._free(family_names(), f"{kind.value} {key}", key).capitalize()
        if kind is PlaceKind.STREET:
            made = self._street(value, name, key)
        elif kind is PlaceKind.COUNTY:
            made = f"{name} {_last_word(value, 'County')}"
        else:
            made = f"{name} {_last_word(value, 'Hospital')}"
        return made.upper() if value.isupper() else made

    def _street(self, value: str, name: str, key: str) -> str:
        number = self._choices.number(key)
        if _BOX.search(value):
            return f"PO Box {number % 9000 + 1000}"
        first, *others = _BETWEEN_PIECES.split(value)
        unit = f", Unit {number // 10_000 % 90 + 10}" if _UNIT.search(value) else ""
        rest = "".join(f", {self._beside_street(one)}" for one in others if one.strip() and not _UNIT.search(one))
        return f"{number % 9900 + 100} {name} {_street_kind(first)}{unit}{rest}"

    def _beside_street(self, piece: str) -> str:
        """Return what stands in place of a town that was found together with its street; a state stays."""
        key = " ".join(piece.lower().split())
        if is_zip(key):
            return generalised_zip(key)
        if lexicon()[key] & STATE and len(key.split()) == 1:
            return piece
        return self._free(towns(), f"town {key}", key).title()


def _street_kind(street: str) -> str:
    """Return the word that says what kind of street it is, and no other: the last word may be a town."""
    kinds = cues.table("places")["sure_streets"]
    words = re.findall(r"[^\W\d_]+", _UNIT.split(street)[0])
    return next((word for word in reversed(words[1:]) if word.lower() in kinds), "Street")


def _last_word(value: str, otherwise: str) -> str:
    """Return the last word where it says what kind of place it is and is no name itself."""
    last = _LAST_WORD.search(value)
    plain = last is not None and last[0].lower() in cues.table("places")["kept_kinds"]
    return last[0] if last and plain and not lexicon()[last[0].lower()] & STATE else otherwise


def _legible(name: str) -> str:
    """Return a name with digits that optical reading took for letters put right, and without any others."""
    return "".join(letter for letter in name.translate(_TO_LETTERS) if not letter.isdigit())


_TO_LETTERS = str.maketrans("0158", "olsb")


def _in_case_of(word: str, surrogate: str) -> str:
    if word.isupper() and (len(word) > 1 or len(surrogate) == 1):
        return surrogate.upper()
    return surrogate.title() if word[:1].isupper() else surrogate.lower()
