"""Codes of one code system said in those of another, by concept maps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codewell.terminology.concept import JsonObject
from codewell.terminology.reading import child, objects, text_of

_TO_R4 = {
    "equivalent": "equivalent",
    "source-is-narrower-than-target": "wider",
    "source-is-broader-than-target": "narrower",
    "related-to": "relatedto",
    "not-related-to": "disjoint",
}
_TO_R5 = {
    "equal": "equivalent",
    "equivalent": "equivalent",
    "wider": "source-is-narrower-than-target",
    "subsumes": "source-is-narrower-than-target",
    "narrower": "source-is-broader-than-target",
    "specializes": "source-is-broader-than-target",
    "relatedto": "related-to",
    "inexact": "related-to",
    "unmatched": "not-related-to",
    "disjoint": "not-related-to",
}


@dataclass(frozen=True, slots=True)
class TranslationQuestion:
    """What is to be translated.

    Args:
        code: to translate.
        system: code system of it.
        target_system: wanted; empty for any.
        reverse: whether `code` and `system` are the target's, and the source is looked for in `target_system`.
        url: canonical address of the one map to use; empty for any.
    """

    code: str
    system: str
    target_system: str = ""
    reverse: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """One translation.

    Args:
        system: of the target.
        code: of the target; empty where the map says that there is none.
        display: of the target.
        relationship: as R5 names it.
        source: system and code that were translated.
        origin: canonical address of the map.
        note: what the map says of it in words; empty for nothing.
    """

    system: str
    code: str
    display: str
    relationship: str
    source: tuple[str, str]
    origin: str
    note: str = ""

    @property
    def equivalence(self) -> str:
        """The relationship as R4 names it."""
        return _TO_R4.get(self.relationship, "relatedto")

    @property
    def is_match(self) -> bool:
        """Whether it says that something corresponds."""
        return bool(self.code) and self.relationship != "not-related-to"


def translate(maps: Iterable[JsonObject], question: TranslationQuestion) -> list[Match]:
    """Return the translations of a code, in the order of the maps, each once."""
    found: dict[Match, None] = {}
    for concept_map in maps:
        if not question.url or text_of(concept_map, "url") == question.url.partition("|")[0]:
            for group in objects(concept_map, "group"):
                for match in _of_group(concept_map, group, question):
                    found[match] = None
    return list(found)


def _of_group(concept_map: JsonObject, group: JsonObject, question: TranslationQuestion) -> Iterator[Match]:
    source, target = text_of(group, "source").partition("|")[0], text_of(group, "target").partition("|")[0]
    near, far = (target, source) if question.reverse else (source, target)
    if near != question.system or (question.target_system and far != question.target_system):
        return
    origin = f"{text_of(concept_map, 'url')}|{text_of(concept_map, 'version')}".rstrip("|")
    known = False
    for element in objects(group, "element"):
        code = text_of(element, "code")
        if not question.reverse and code != question.code:
            continue
        known = True
        for item in objects(element, "target"):
            if not question.reverse or text_of(item, "code") == question.code:
                yield Match(target, text_of(item, "code"), text_of(item, "display"), _relation(item), (source, code), origin)
    unmapped = child(group, "unmapped")
    if not known and not question.reverse and unmapped:
        yield from _unmapped(unmapped, target, (source, question.code), origin)


def _unmapped(unmapped: JsonObject, target: str, source: tuple[str, str], origin: str) -> Iterator[Match]:
    mode = text_of(unmapped, "mode")
    relation = _relation(unmapped) if "relationship" in unmapped else "related-to"
    if mode == "fixed":
        yield Match(target, text_of(unmapped, "code"), text_of(unmapped, "display"), relation, source, origin)
    elif mode in ("provided", "use-source-code"):
        yield Match(target, source[1], "", "equivalent", source, origin)


def _relation(item: JsonObject) -> str:
    return text_of(item, "relationship") or _TO_R5.get(text_of(item, "equivalence"), "related-to")
