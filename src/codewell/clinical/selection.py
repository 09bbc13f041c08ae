"""Which candidates are reported: what counts under the profile, the specific for the vague, diagnoses for symptoms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from codewell.clinical.assertion import Assertion
from codewell.clinical.candidates import Candidate
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.features import Features
from codewell.clinical.profile import Profile, Setting
from codewell.clinical.rules import rules
from codewell.clinical.scoring import Scorer
from codewell.clinical.sections import Role
from codewell.clinical.status import personal_history

_PAIN = ("M255", "M796", "M542", "M545", "M546", "M549", "M791", "R")
"""Signs and symptoms: chapter 18 and the pains of chapter 13, which a diagnosis of the same visit explains."""
_INJURY = ("S", "T0", "T1", "T2", "T3")
_MEASURED = ("E66", "E40", "E41", "E43", "E44", "E45", "E46", "R63", "F50")
_EXTERNAL = ("V", "W", "X", "Y")


@dataclass(slots=True)
class Weighed:
    """A candidate with its confidence and what became of it.

    Args:
        candidate: code and supports.
        features: what was weighed.
        confidence: from 0 to 1.
        reason: empty when it is chosen, else why not.
        rule: the rule (`rules.toml`) that left it out.
        other: the code that the rule decided for.
    """

    candidate: Candidate
    features: Features
    confidence: float
    reason: str = ""
    rule: str = ""
    other: str = ""

    def leave_out(self, rule: str, other: str = "") -> None:
        """Leave the candidate out by a rule, perhaps for another code."""
        self.rule, self.other = rule, other
        self.reason = rules()[rule].reason.format(other=other)

    def keep(self) -> None:
        """Choose the candidate after all."""
        self.reason = self.rule = self.other = ""


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
) -> list[Weighed]:
    """Return every candidate with its confidence; those chosen have no reason against them.

    Args:
        pairs: candidates and features.
        replaced: codes that a combination code replaces.
        weigh: the profile's scorer.
        profile: which conditions count.
        setting: where the encounter took place.
        dictionary: the day's codes.
    """
    weighed = [Weighed(candidate, features, weigh.confidence(features)) for candidate, features in pairs]
    for one in weighed:
        if not may_be_coded(one.candidate, profile, setting):
            one.leave_out(one.candidate.supports[0].assertion.value.replace("_", "-"))
        elif one.candidate.code in replaced:
            one.leave_out("part-of-combination", replaced[one.candidate.code])
        elif one.confidence < weigh.threshold:
            one.leave_out("not-selected")
    if profile is Profile.US_BILLING:
        _drop_vague(weighed, dictionary)
        _drop_symptoms(weighed, dictionary)
        _drop_mere_use(weighed)
        _drop_excluded(weighed, dictionary)
        _drop_external_causes(weighed)
        _add_measures(weighed)
        _add_diabetes_drugs(weighed)
    return weighed


def _chosen(weighed: Sequence[Weighed]) -> list[Weighed]:
    return [one for one in weighed if not one.reason]


def _drop_vague(weighed: Sequence[Weighed], dictionary: Dictionary) -> None:
    """Keep, of one category, what says most (guideline I.B.2)."""
    by_category: dict[str, list[Weighed]] = {}
    for one in _chosen(weighed):
        by_category.setdefault(one.candidate.code[:3], []).append(one)
    for group in by_category.values():
        for one in group if len(group) > 1 else ():
            descriptor = dictionary.codes[one.candidate.code].descriptor.lower()
            if "unspecified" in descriptor or "without" in descriptor:
                better = [o for o in group if o is not one and not o.reason and _says_more(o, one, dictionary)]
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
        for one in _chosen(weighed)
        if not one.candidate.code.startswith((*_PAIN, "Z", *_EXTERNAL)) and _is_assessed(one.candidate)
    ]
    if not definitive:
        return
    for one in _chosen(weighed):
        code = one.candidate.code
        is_mere_injury = dictionary.codes[code].descriptor.startswith(("Unspecified injury", "Injury, unspecified"))
        other = next((o.candidate.code for o in definitive if o is not one), None)
        if other and (is_mere_injury or (code.startswith(_PAIN) and not _is_titled(one.candidate))):
            one.leave_out("symptom-integral", other)


def _drop_mere_use(weighed: Sequence[Weighed]) -> None:
    """Drop use of a substance that the note links to no disorder (guideline I.C.5.b.3)."""
    for one in _chosen(weighed):
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
    for one in sorted(_chosen(weighed), key=lambda one: (-_fullness(one.candidate), -one.confidence, one.candidate.code)):
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
    codes = [one.candidate.code for one in _chosen(weighed)]
    for one in weighed:
        code = one.candidate.code
        if code.startswith(("Z68", "Z3A")) and one.reason in ("", "not selected"):
            belongs = any(other.startswith(_MEASURED if code.startswith("Z68") else "O") for other in codes)
            if belongs:
                one.keep()
            else:
                one.leave_out("no-associated-condition")


def _add_diabetes_drugs(weighed: Sequence[Weighed]) -> None:
    """Report insulin, oral and injectable drugs beside the diabetes that they control (guideline I.C.4.a.3)."""
    if not any(one.candidate.code.startswith(("E08", "E09", "E11", "E13")) for one in _chosen(weighed)):
        return
    for one in weighed:
        if one.candidate.code in ("Z794", "Z7984", "Z7985") and one.reason == "not selected":
            one.reason = ""


def _drop_external_causes(weighed: Sequence[Weighed]) -> None:
    """An external cause is told only beside the injury it caused (guideline I.C.20.a)."""
    if any(one.candidate.code.startswith(_INJURY) for one in _chosen(weighed)):
        return
    for one in _chosen(weighed):
        if one.candidate.code.startswith(_EXTERNAL):
            one.leave_out("external-cause-alone")
