"""The crosswalks of the releases as concept maps: ICD-9-CM and ICD-10-CM both ways, and codes that others took the place of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from codewell.codebook.crosswalks import GemFlags, icd9_shown, icd9_value
from codewell.kernel.codes import CptCode, HcpcsCode, Icd10CmCode
from codewell.releases.shelf import OpenRelease
from codewell.tasks.terminology.library import holdings_of
from codewell.tasks.terminology.published import CPT, HCPCS, ICD9CM, ICD10CM
from codewell.tasks.workplace import Workplace
from codewell.terminology.content import CodeSystemContent
from codewell.terminology.translation import Match, TranslationQuestion

_BASE = "urn:codewell:concept-map:"
_MOST = 500
_FORWARD = "SELECT source_code, target_code, flags FROM mappings WHERE direction = ? AND source_code = ? ORDER BY flags, rowid"
_BACK = "SELECT source_code, target_code, flags FROM mappings WHERE direction = ? AND target_code = ? ORDER BY 1 LIMIT 500"


@dataclass(frozen=True, slots=True)
class ReleaseMap:
    """A crosswalk that a release holds.

    Args:
        name: end of its address, and its id.
        title: for people.
        source: code system of what is translated.
        target: code system of the translations.
        of: source room of its release.
        read: release, code, whether it is a target's -> source code, target code (None for none), relationship, note.
    """

    name: str
    title: str
    source: str
    target: str
    of: str
    read: Callable[[OpenRelease, str, bool], Iterator[tuple[str, str | None, str, str]]]

    @property
    def url(self) -> str:
        """Its canonical address."""
        return _BASE + self.name


def release_translations(workplace: Workplace, question: TranslationQuestion) -> list[Match]:
    """Return the translations that the releases have of a code, those of each map in its order."""
    holdings = holdings_of(workplace)
    found: dict[Match, None] = {}
    for one in MAPS:
        near, far = (one.target, one.source) if question.reverse else (one.source, one.target)
        asked = not question.url or question.url.partition("|")[0] == one.url
        if not asked or near != question.system or (question.target_system and far != question.target_system):
            continue
        releases = workplace.shelf.all(one.of)
        if not releases:
            continue
        opened = releases[-1]
        version = holdings.nearest(one.target, workplace.today)
        content = holdings.content(one.target, version) if version else None
        for source, target, relationship, note in one.read(opened, question.code, question.reverse):
            origin = f"{one.url}|{opened.release.release}"
            words = _display(content, target)
            found[Match(one.target, target or "", words, relationship, (one.source, source), origin, note)] = None
    return list(found)[:_MOST]


def _display(content: CodeSystemContent | None, code: str | None) -> str:
    concept = content.concept(code) if content is not None and code else None
    return concept.display if concept else ""


def _gems(direction: str) -> Callable[[OpenRelease, str, bool], Iterator[tuple[str, str | None, str, str]]]:
    nine_first = direction == "9to10"

    def read(opened: OpenRelease, code: str, reverse: bool) -> Iterator[tuple[str, str | None, str, str]]:
        value = icd9_value(code) if nine_first is not reverse else _stored(code)
        for source, target, flags in opened.database.all(_BACK if reverse else _FORWARD, direction, value) if value else ():
            words = GemFlags.parse(flags)
            shown = (icd9_shown(source), _dotted(target)) if nine_first else (_dotted(source), target and icd9_shown(target))
            if target is None:
                yield shown[0] or "", None, "not-related-to", "the mappings state that there is no counterpart"
            else:
                yield shown[0] or "", shown[1], "related-to" if words.approximate else "equivalent", words.words

    return read


def _stored(code: str) -> str | None:
    value = code.replace(".", "").upper()
    return value if Icd10CmCode.shape.fullmatch(value) else None


def _dotted(value: str | None) -> str | None:
    return str(Icd10CmCode(value)) if value else None


def _divided(opened: OpenRelease, code: str, reverse: bool) -> Iterator[tuple[str, str | None, str, str]]:
    """Yield what the conversion table says was reported as another code before: the earlier code, the later one."""
    value = _stored(code)
    column = "code" if reverse else "other"
    question = (
        f"SELECT other, code, day FROM changes WHERE {column} = ? AND other IS NOT NULL AND action = 'added' ORDER BY day, code"
    )
    for other, later, day in opened.database.all(question, value) if value else ():
        yield str(Icd10CmCode(other)), str(Icd10CmCode(later)), "source-is-broader-than-target", f"from {day} on"


def _cross_references(system: str) -> Callable[[OpenRelease, str, bool], Iterator[tuple[str, str | None, str, str]]]:
    """Return what the HCPCS file's cross-references to codes of one system say."""
    shape = HcpcsCode.shape if system == HCPCS else CptCode.shape
    forward = "SELECT code, cross_reference FROM codes WHERE code = ? AND cross_reference IS NOT NULL"
    back = "SELECT code, cross_reference FROM codes WHERE instr(cross_reference, ?) > 0 ORDER BY code"

    def read(opened: OpenRelease, code: str, reverse: bool) -> Iterator[tuple[str, str | None, str, str]]:
        for source, written in opened.database.all(back if reverse else forward, code) if len(code) == 5 else ():
            for target in written.replace(",", " ").split():
                if shape.fullmatch(target) and (not reverse or target == code):
                    yield source, target, "related-to", "cross-reference of the HCPCS file"

    return read


def _stated(system: str, other_system: str) -> Callable[[OpenRelease, str, bool], Iterator[tuple[str, str | None, str, str]]]:
    """Return what the starter pack states to have been replaced."""

    def read(opened: OpenRelease, code: str, reverse: bool) -> Iterator[tuple[str, str | None, str, str]]:
        question = (
            "SELECT code, other, note FROM relations WHERE relation = 'replaced_by' AND system = ? AND other_system = ? "
            f"AND {'other' if reverse else 'code'} = ? ORDER BY code, other"
        )
        for source, target, note in opened.database.all(question, system, other_system, code):
            yield source, target, "related-to", note or "replaced by"

    return read


MAPS = (
    ReleaseMap(
        "icd-9-cm-to-icd-10-cm", "General equivalence mappings, ICD-9-CM to ICD-10-CM", ICD9CM, ICD10CM, "gems", _gems("9to10")
    ),
    ReleaseMap(
        "icd-10-cm-to-icd-9-cm", "General equivalence mappings, ICD-10-CM to ICD-9-CM", ICD10CM, ICD9CM, "gems", _gems("10to9")
    ),
    ReleaseMap(
        "icd-10-cm-divided",
        "ICD-10-CM codes and the later codes that divide them (conversion table)",
        ICD10CM,
        ICD10CM,
        "icd10cm-conversion",
        _divided,
    ),
    ReleaseMap("hcpcs-cross-references", "Cross-references of HCPCS Level II", HCPCS, HCPCS, "hcpcs", _cross_references(HCPCS)),
    ReleaseMap("hcpcs-to-cpt", "Cross-references of HCPCS Level II to CPT", HCPCS, CPT, "hcpcs", _cross_references(CPT)),
    ReleaseMap("cpt-replaced", "CPT codes that others replaced", CPT, CPT, "starter-pack", _stated("cpt", "cpt")),
    ReleaseMap("hcpcs-replaced", "HCPCS codes that CPT codes replaced", HCPCS, CPT, "starter-pack", _stated("hcpcs", "cpt")),
)
"""Each crosswalk with its direction; one whose release is not loaded answers nothing."""


def described_maps(workplace: Workplace) -> Iterator[dict[str, Any]]:
    """Yield a ConceptMap resource, without its mappings, for each map whose release is loaded."""
    for one in MAPS:
        releases = workplace.shelf.all(one.of)
        if releases:
            release = releases[-1].release
            yield {
                "resourceType": "ConceptMap",
                "id": one.name,
                "url": one.url,
                "version": release.release,
                "name": one.name.replace("-", "_"),
                "title": one.title,
                "status": "active",
                "experimental": False,
                "date": release.validity.first_day.isoformat(),
                "copyright": release.licence,
                "sourceUri": f"{one.source}?fhir_vs",
                "targetUri": f"{one.target}?fhir_vs",
            }
