"""What tells an injury in a query: its site, the words of harm, how it came about, and whether it is healing already."""

from __future__ import annotations

import re

from codewell.search.stems import stem, words
from codewell.search.tokens import Phase, read


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text))


SITES = _stems(
    "head scalp skull face forehead cheek chin jaw eye eyelid eyebrow eyeball cornea ear earlobe nose nostril mouth lip tongue"
    " tooth gum throat neck shoulder collarbone clavicle armpit arm elbow forearm wrist hand palm knuckle finger thumb pinky"
    " fingertip fingernail thumbnail nail chest rib sternum breast back spine tailbone coccyx abdomen belly stomach flank groin"
    " hip pelvis buttock thigh leg knee kneecap patella shin calf ankle foot heel sole instep toe toenail penis scrotum vulva"
    " vagina humerus radius ulna femur tibia fibula metacarpal metatarsal achilles hamstring"
)
"""Parts of the body that can be hurt from outside."""

HARMS = _stems(
    "injury wound hurt trauma traumatic fracture break crack bust shatter sprain strain tear twist roll pull jam dislocation"
    " dislocate subluxation cut laceration lacerate gash slash slice stab puncture abrasion scrape scratch graze skin bruise"
    " contusion hematoma bump burn scald bite sting crush smash pinch amputation amputate sever avulsion concussion whiplash"
    " splinter sliver frostbite blister rupture swell pain sore ache bleed blood hypothermia pneumothorax"
)
"""Words of what was done to it."""

_MEANS = _stems(
    "fall fell slip trip stumble car auto truck vehicle crash accident wreck collision mva mvc motorcycle bike bicycle scooter"
    " skateboard trampoline fight punch kick hit hitting assault attack saw knife hammer blade scissors razor glass tool"
    " machine machinery mower press door window drawer ladder stair step ice sidewalk curb sport football soccer basketball"
    " baseball hockey gym lift move run jump play exercise workout work job home house kitchen school playground water hot boil"
    " oil lake pool river pond slap grease stove oven iron steam coffee soup tea grill fire firework shoe boot outlet wire"
    " dog cat animal parent sibling brother sister husband wife partner coworker pulling pull"
    " shove push horse bull fence tree rock"
)
_VERTEBRA = re.compile("([ctl])([1-7])")
_LAST_BY_NAME = 4
"""The descriptors name thoracic vertebrae from the fifth on in pairs, as T5-T6."""

_ORDINALS = tuple(stem(word) for word in words("first second third fourth fifth sixth seventh"))
_REGIONS = {letter: stem(word) for letter, word in (("c", "cervical"), ("t", "thoracic"), ("l", "lumbar"))}
_WEEKS = re.compile(r"\b(\d{1,2})\s*(?:weeks?|wks?|w)\b")
_TRIMESTER_ENDS = (14, 28, 44)
"""Completed weeks before which the first, second and third trimester end (chapter 15, note at its head)."""

_BROKEN = _stems("fracture break dislocation subluxation")
_LEADS = re.compile(
    r"[,;]?\s{0,20}\b(?:after|from|by|while|when|following|during|using|since|because of|due to|in an?|at|on (?:the|an?)|onto|off"
    r"|with (?:an?|the|my|his|her|(?=hot|boiling))|(?=fell|slipped|tripped|hit by|lifting|falling|playing|running|jumping))\b"
)
_HEALING = re.compile(
    r"\b(?:cast (?:check|change|removal)|(?:re-?check|follow[- ]?up|f/u|fu) (?:visit|exam|appointment|x-?ray)|healing"
    r" (?:well|fine|normally|nicely|as expected|on schedule)|routine healing|(?:follow[- ]?up|recheck|f/?u)(?=\s*(?:[,;]|$))"
    r"|delayed healing|non-?union|mal-?union|not healing|slow to heal)\b|^(?:follow[- ]?up|f/?u|recheck)\b"
)


_AGENTS = _MEANS - HARMS - SITES
_TELLS_HEALING = _stems("delayed healing nonunion malunion routine slow")


def aside(written: str, tokens: frozenset[str]) -> frozenset[str]:
    """Return the stems that only tell how an injury came about or is followed ("cut finger with a kitchen knife").

    Args:
        written: the query in lower case.
        tokens: its stems.
    """
    if tokens.isdisjoint(HARMS):
        return frozenset()
    found = _clause(written)
    if not tokens.isdisjoint(SITES):
        found |= tokens & _AGENTS
    for followed in _HEALING.finditer(written):
        found |= frozenset(read(followed[0], parentheses_are_optional=False).tokens) - _TELLS_HEALING
    return found


def _clause(written: str) -> frozenset[str]:
    """Return the stems of the words from "after", "from", "with a" on, where what follows is a means and no site."""
    for lead in _LEADS.finditer(written):
        before = set(read(written[: lead.start()], parentheses_are_optional=False).tokens)
        clause = re.split("[,;]", written[lead.end() :])[0]
        after = set(read(clause, parentheses_are_optional=False).tokens)
        if not before.isdisjoint(HARMS) and not after.isdisjoint(_MEANS) and after.isdisjoint(SITES):
            return frozenset(after - before)
    return frozenset()


def vertebra_words(token: str, tokens: frozenset[str]) -> tuple[str, ...]:
    """Return the words of the descriptors for a broken vertebra ("l1": first lumbar); none where they have its number.

    Args:
        token: a stem of the query.
        tokens: all of them; diseases of the spine are coded by region.
    """
    match = _VERTEBRA.fullmatch(token)
    if tokens.isdisjoint(_BROKEN) or not match or (match[1] == "t" and int(match[2]) > _LAST_BY_NAME):
        return ()
    return _ORDINALS[int(match[2]) - 1], _REGIONS[match[1]]


def trimester(written: str) -> str | None:
    """Return the stem of the trimester that a number of weeks lies in; None where the query has none."""
    match = _WEEKS.search(written)
    if not match:
        return None
    weeks = int(match[1])
    return next((_ORDINALS[number] for number, end in enumerate(_TRIMESTER_ENDS) if weeks < end), None)


def names_site(tokens: frozenset[str]) -> bool:
    """Say whether a query names a part of the body."""
    return not tokens.isdisjoint(SITES)


def healing_phase(written: str, tokens: frozenset[str]) -> Phase:
    """Return the subsequent encounter where the words tell that an injury is being followed, which needs no such name."""
    if tokens.isdisjoint(HARMS) or not _HEALING.search(written):
        return Phase.NONE
    return Phase.SUBSEQUENT
