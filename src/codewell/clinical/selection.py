"""Which candidates are reported: what counts under the profile, the specific for the vague, diagnoses for symptoms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from codewell.clinical.assertion import Assertion
from codewell.clinical.candidate import Candidate, Manner
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.encounter_reasons import keep_encounters
from codewell.clinical.features import Features
from codewell.clinical.fitting import Barred
from codewell.clinical.linked import (
    add_asked_for,
    add_drug_events,
    add_required_codes,
    add_statuses,
    drop_lesser_patterns,
    drop_plain_diabetes,
    drop_superficial,
    drop_told_by_others,
    settle_examinations,
)
from codewell.clinical.profile import Profile, Setting
from codewell.clinical.records import drop_aftercare, join_sides
from codewell.clinical.scoring import Scorer
from codewell.clinical.sections import Role
from codewell.clinical.specificity import SEVERAL
from codewell.clinical.status import personal_history
from codewell.clinical.weighed import Weighed, chosen_of, code_of

_PAIN = ("M255", "M796", "M542", "M545", "M546", "M549", "M791", "R")
"""Signs and symptoms: chapter 18 and the pains of chapter 13, which a diagnosis of the same visit explains."""
_INJURY = ("S", "T0", "T1", "T2", "T3")
_MEASURED = ("E66", "E40", "E41", "E43", "E44", "E45", "E46", "R63", "F50")
_EXTERNAL = ("V", "W", "X", "Y")


def may_be_coded(candidate: Candidate, profile: Profile, setting: Setting) -> bool:
    """Say whether what the note says of a condition allows its code.

    Uncertain diagnoses are coded as if established only where an inpatient stay concludes with them (guidelines II.H, IV.H).
    A condition told as history is coded under `complete` where no code of its own says that it is over.
    """
    said = {support.assertion for support in candidate.supports}
    if Assertion.PRESENT in said:
        return True
    if Assertion.POSSIBLE in said and setting is Setting.INPATIENT and profile is Profile.US_BILLING:
        concluded = (s for s in candidate.supports if s.sentence.section in ("diagnoses", "assessment", "problem_list"))
        return any(support.assertion is Assertion.POSSIBLE for support in concluded)
    return Assertion.HISTORICAL in said and profile is Profile.COMPLETE and personal_history(candidate.code) is None


def select(
    pairs: Iterable[tuple[Candidate, Features]],
    replaced: Mapping[str, str],
    weigh: Scorer,
    profile: Profile,
    setting: Setting,
    dictionary: Dictionary,
    required: Mapping[str, str] | None = None,
    barred: Mapping[str, Barred] | None = None,
) -> list[Weighed]:
    """Return every candidate with its confidence; those chosen have no reason against them.

    Args:
        pairs: candidates and features.
        replaced: codes that a combination code replaces.
        weigh: the profile's scorer.
        profile: which conditions count.
        setting: where the encounter took place.
        dictionary: the day's codes.
        required: code -> the code that never stands without it.
        barred: codes that the patient cannot have.
    """
    weighed = [Weighed(candidate, features, weigh.confidence(features)) for candidate, features in pairs]
    for one in weighed:
        if not may_be_coded(one.candidate, profile, setting):
            one.leave_out(one.candidate.supports[0].assertion.value.replace("_", "-"))
        elif barred and (bar := barred.get(one.candidate.code)) is not None:
            one.leave_out(bar.rule)
            one.by = bar.spans
        elif one.candidate.code in replaced:
            one.leave_out("part-of-combination", replaced[one.candidate.code])
        elif one.confidence < weigh.threshold:
            one.leave_out("not-selected")
    if profile is Profile.US_BILLING:
        add_drug_events(weighed)
        add_required_codes(weighed, required or {})
        keep_encounters(weighed)
        join_sides(weighed, dictionary)
        drop_lesser_patterns(weighed)
        drop_plain_diabetes(weighed)
        _drop_vague(weighed, dictionary)
        _drop_symptoms(weighed, dictionary)
        _drop_mere_use(weighed)
        drop_told_by_others(weighed)
        drop_superficial(weighed)
        drop_aftercare(weighed)
        _drop_excluded(weighed, dictionary)
        _settle_external_causes(weighed)
        _add_measures(weighed)
        add_asked_for(weighed, dictionary)
        add_statuses(weighed, setting)
        settle_examinations(weighed, dictionary)
    return weighed


def _drop_vague(weighed: Sequence[Weighed], dictionary: Dictionary) -> None:
    """Keep, of one category, what says most (guideline I.B.2)."""
    by_category: dict[str, list[Weighed]] = {}
    for one in chosen_of(weighed):
        by_category.setdefault(one.candidate.code[:3], []).append(one)
    for group in by_category.values():
        for one in group if len(group) > 1 else ():
            descriptor = dictionary.codes[one.candidate.code].descriptor.lower()
            if "unspecified" in descriptor or "without" in descriptor:
                better = [o for o in group if o is not one and not o.reason and _says_more(o, one, dictionary)]
                if code_of(one).startswith(SEVERAL) and code_of(one)[3:4] not in ("8", "9"):
                    better = [o for o in better if code_of(o)[:4] == code_of(one)[:4]]
                if "unspecified" not in descriptor:
                    better = [o for o in better if _begins_alike(o, one, dictionary)]
                if better:
                    one.leave_out("less-specific", better[0].candidate.code)


def _begins_alike(first: Weighed, second: Weighed, dictionary: Dictionary) -> bool:
    words = [dictionary.codes[o.candidate.code].descriptor.lower().replace(",", " ").split()[:2] for o in (first, second)]
    return words[0] == words[1]


def _says_more(first: Weighed, second: Weighed, dictionary: Dictionary) -> bool:
    descriptors = [dictionary.codes[o.candidate.code].descriptor.lower() for o in (first, second)]
    vague = [text.count("unspecified") + text.count("without") for text in descriptors]
    return vague[0] < vague[1] or (vague[0] == vague[1] and first.confidence > second.confidence)


def _drop_symptoms(weighed: Sequence[Weighed], dictionary: Dictionary) -> None:
    """Drop signs and symptoms where the note comes to a diagnosis, unless the assessment names them (guideline I.B.5)."""
    definitive = [
        one
        for one in chosen_of(weighed)
        if not one.candidate.code.startswith((*_PAIN, "Z", *_EXTERNAL)) and _is_assessed(one.candidate)
    ]
    if not definitive:
        return
    for one in chosen_of(weighed):
        code = one.candidate.code
        is_mere_injury = dictionary.codes[code].descriptor.startswith(("Unspecified injury", "Injury, unspecified"))
        other = next((o.candidate.code for o in definitive if o is not one), None)
        if other and (is_mere_injury or (code.startswith(_PAIN) and not _is_titled(one.candidate))):
            one.leave_out("symptom-integral", other)


def _drop_mere_use(weighed: Sequence[Weighed]) -> None:
    """Drop use of a substance that the note links to no disorder (guideline I.C.5.b.3)."""
    for one in chosen_of(weighed):
        code = one.candidate.code
        if code[:2] == "F1" and code[3:4] == "9" and code[:3] != "F17":
            one.leave_out("mere-use")


def _is_assessed(candidate: Candidate) -> bool:
    return any(
        s.sentence.section in ("assessment", "diagnoses", "problem_list", "hospital_course") and not s.sentence.label
        for s in candidate.supports
    )


def _is_titled(candidate: Candidate) -> bool:
    return any(s.sentence.role is Role.TITLE and s.assertion is Assertion.PRESENT for s in candidate.supports)


def _drop_excluded(weighed: Sequence[Weighed], dictionary: Dictionary) -> None:
    """Of two codes that exclude each other keep the one with the fuller wording, then the more certain (guideline I.A.12.a)."""
    kept: list[Weighed] = []
    for one in sorted(chosen_of(weighed), key=lambda one: (-_fullness(one.candidate), -one.confidence, one.candidate.code)):
        code = one.candidate.code
        against = next(
            (
                k
                for k in kept
                if dictionary.excludes.bars(k.candidate.code, code) or dictionary.excludes.bars(code, k.candidate.code)
            ),
            None,
        )
        if against is None:
            kept.append(one)
        else:
            one.leave_out("excludes1", against.candidate.code)


def _fullness(candidate: Candidate) -> int:
    return max(len(support.mention.places) for support in candidate.supports)


def _add_measures(weighed: Sequence[Weighed]) -> None:
    """Report a body mass index or the weeks of gestation only beside a condition that it belongs to (guideline I.B.14)."""
    codes = [one.candidate.code for one in chosen_of(weighed)]
    for one in weighed:
        code = one.candidate.code
        if code.startswith(("Z68", "Z3A")) and one.reason in ("", "not selected"):
            belongs = any(other.startswith(_MEASURED if code.startswith("Z68") else ("O", "Z34")) for other in codes)
            if belongs:
                one.keep()
            else:
                one.leave_out("no-associated-condition")
        elif (
            code.startswith("P07")
            and one.rule in ("", "not-selected")
            and any(s.manner is Manner.MEASURE for s in one.candidate.supports)
        ):
            one.keep()


def _settle_external_causes(weighed: Sequence[Weighed]) -> None:
    """Tell place, activity and cause of an injury where the note says them, and never without one (guideline I.C.20.a)."""
    injuries = [one for one in chosen_of(weighed) if code_of(one).startswith(_INJURY)]
    for one in weighed:
        if not code_of(one).startswith(_EXTERNAL):
            continue
        if not injuries and not one.reason:
            one.leave_out("external-cause-alone")
        elif injuries and one.rule == "not-selected" and _tells_of_it(one):
            one.keep("circumstance-told")


def _tells_of_it(one: Weighed) -> bool:
    """Say whether an external cause belongs to this visit's injury: told with the illness, in words of its own."""
    return any(
        s.assertion is Assertion.PRESENT
        and s.sentence.section in ("", "complaint", "present_illness", "assessment", "diagnoses", "hospital_course")
        and (s.mention.term.kind == "phrase" or len(s.mention.term.words) > 1)
        for s in one.candidate.supports
    )
