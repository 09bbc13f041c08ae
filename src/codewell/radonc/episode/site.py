"""The treated site, read from diagnoses, targets, prescriptions, labels and the organs around.

A diagnosis states it; a target that organs or a prescription agree with makes it likely; organs alone leave it weak. Sites that
coding tells apart and names do not (prostate or its bed, breast or chest wall) are listed beside the reading, not guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pydicom.dataset import Dataset

from codewell.radonc.episode.site_evidence import (
    DRAWN,
    LABEL,
    PRESCRIPTION,
    TARGET,
    Name,
    diagnosed_sites,
    organs_around,
    plan_names,
    related,
    sources_by_site,
    structure_names,
    word_for,
)
from codewell.radonc.episode.site_kinds import told_apart
from codewell.radonc.episode.site_names import found_in, word_lists
from codewell.radonc.episode.site_sides import side_of
from codewell.radonc.facts import Confidence, Evidence, NotShown, Shown, Site, SiteReading, StructureFacts

_LOOK_FOR = "the treated site and its side, as in the diagnosis or the prescription"
_WEIGHTS = {TARGET: 4.0, PRESCRIPTION: 3.0, LABEL: 2.0, DRAWN: 1.5}
_AGREES = 2


def read_site(
    plan: Dataset, file: str, structures: Sequence[StructureFacts], diagnoses: Sequence[Shown[str]]
) -> Shown[SiteReading] | NotShown:
    """Return the treated site with its confidence, or that nothing shows it.

    Args:
        plan: RT Plan.
        file: its name.
        structures: of the plan's structure set.
        diagnoses: ICD-10-CM codes that the files or the note state.
    """
    names = [*structure_names(structures), *plan_names(plan, file)]
    phantom = _phantom(names, structures)
    if phantom is not None:
        return phantom
    scores = sources_by_site(names)
    organs = {site: organs_around(site, names) for site in word_lists().sites}
    stated = diagnosed_sites(diagnoses)
    named = max(scores, key=lambda site: (sum(_WEIGHTS[source] for source in scores[site]), organs[site]), default=None)
    if stated:
        found = _with_diagnosis(stated, named, scores, diagnoses)
    elif named is not None:
        found = _by_names(named, scores, organs)
    else:
        found = _by_organs(organs, names)
    if found is None:
        return NotShown("treated site", _LOOK_FOR)
    reading = told_apart(found, names, structures, diagnoses)
    if reading.site is not found.site and reading.confidence is Confidence.STATED:  # the diagnosis states the family only
        reading = replace(reading, confidence=Confidence.LIKELY)
    reading = replace(reading, side=side_of(reading, names, diagnoses))
    proofs = _proofs(reading, names, diagnoses)
    return Shown(reading, proofs, _how(reading)) if proofs else NotShown("treated site", _LOOK_FOR)


def _phantom(names: Sequence[Name], structures: Sequence[StructureFacts]) -> Shown[SiteReading] | None:
    """Return that a phantom is planned, where structures or labels name one."""
    entries = word_lists().lists["phantom"]
    hits = [name for name in names if found_in(entries, name.words)]
    drawn = [name for name in hits if name.source in (TARGET, DRAWN)]
    if not hits or (structures and not drawn):
        return None
    proofs = tuple(replace(name.proof, value=found_in(entries, name.words).lstrip("*")) for name in hits)
    return Shown(SiteReading(Site.PHANTOM, confidence=Confidence.LIKELY), proofs, "names are those of a phantom")


def _with_diagnosis(
    stated: Sequence[Site], named: Site | None, scores: dict[Site, set[str]], diagnoses: Sequence[Shown[str]]
) -> SiteReading | None:
    """Return the diagnosed site; where a target names another, the target counts and the diagnosis stands beside it."""
    agreeing = [site for site in stated if any(related(site, one) for one in scores)]
    if agreeing and named is not None:
        best = next((site for site in agreeing if related(site, named)), None)
        if best is not None:
            site = named if best is Site.BONE and named is Site.SPINE else best
            return SiteReading(site, confidence=Confidence.STATED)
    if named is not None and scores[named] & {TARGET, PRESCRIPTION}:
        return SiteReading(named, confidence=Confidence.LIKELY, others=tuple(stated))
    if len(stated) == 1 and stated[0] is not Site.OTHER:
        return SiteReading(stated[0], confidence=Confidence.STATED)
    if agreeing:
        return SiteReading(
            agreeing[0], confidence=Confidence.STATED, others=tuple(one for one in stated if one is not agreeing[0])
        )
    others = tuple(one for one in stated[1:])
    return SiteReading(stated[0], confidence=Confidence.STATED if not others else Confidence.WEAK, others=others)


def _by_names(named: Site, scores: dict[Site, set[str]], organs: dict[Site, int]) -> SiteReading:
    sources = scores[named]
    firm = organs[named] >= _AGREES or len(sources - {DRAWN}) >= _AGREES
    best = sum(_WEIGHTS[source] for source in sources)
    rivals = tuple(
        site
        for site, other in scores.items()
        if not related(site, named) and sum(_WEIGHTS[source] for source in other) >= best and organs[site] >= organs[named]
    )
    return SiteReading(named, confidence=Confidence.LIKELY if firm and not rivals else Confidence.WEAK, others=rivals)


def _by_organs(organs: dict[Site, int], names: Sequence[Name]) -> SiteReading | None:
    """Return a weak reading from the organs that are drawn, with those that fit as well."""
    if not any(name.source == TARGET for name in names) and max(organs.values(), default=0) < 3:
        return None
    best = max(organs.values(), default=0)
    if best < _AGREES:
        return None
    fitting = [site for site, count in organs.items() if count == best]
    pelvic = (Site.PROSTATE, Site.RECTUM, Site.BLADDER, Site.CERVIX_UTERUS, Site.ANUS)
    if set(fitting) & set(pelvic):
        near = tuple(site for site in pelvic if organs.get(site, 0) >= best - 1)
        return SiteReading(Site.PELVIS, confidence=Confidence.WEAK, others=near)
    near = tuple(site for site, count in organs.items() if count >= best - 1 and count >= _AGREES and site is not fitting[0])
    return SiteReading(fitting[0], confidence=Confidence.WEAK, others=near)


def _proofs(reading: SiteReading, names: Sequence[Name], diagnoses: Sequence[Shown[str]]) -> tuple[Evidence, ...]:
    """Return what shows the reading: diagnoses, names of the site and its nodes, else the organs around it."""
    families = word_lists().diagnoses
    proofs: list[Evidence] = []
    for one in diagnoses:
        fitting = [family for family in families if one.value.upper().startswith(family)]
        if fitting and (
            related(families[max(fitting, key=len)], reading.site) or families[max(fitting, key=len)] in reading.others
        ):
            proofs += one.proofs
    for name in names:
        word = word_for(reading.site, name) if name.source != DRAWN else ""
        if word:
            proofs.append(replace(name.proof, value=word.lstrip("*")) if name.source == LABEL else name.proof)
        elif name.text in reading.nodes and name.source == TARGET:
            proofs.append(name.proof)
    if not proofs or reading.confidence is not Confidence.STATED:
        site = reading.site if reading.site in word_lists().sites else _plain(reading.site)
        around = word_lists().sites[site].around if site in word_lists().sites else ()
        own = word_lists().sites[site].words if site in word_lists().sites else ()
        proofs += [name.proof for name in names if name.source == DRAWN and found_in((*around, *own), name.words)]
    return tuple(dict.fromkeys(proofs))


def _plain(site: Site) -> Site:
    return Site.BREAST if site is Site.BREAST_AND_NODES else Site.PROSTATE


def _how(reading: SiteReading) -> str:
    if reading.confidence is Confidence.STATED:
        return "a diagnosis states the site"
    if reading.confidence is Confidence.LIKELY:
        return "names of targets and organs or prescriptions agree"
    return "one name, or organs alone"
