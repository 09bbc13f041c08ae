"""A value set expanded: its codes with what the caller wants to see of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from codewell.terminology import messages
from codewell.terminology.concept import JsonObject
from codewell.terminology.evaluation import Evaluation, canonical_of
from codewell.terminology.languages import Languages
from codewell.terminology.listing import Member, list_members, plain_rule
from codewell.terminology.problem import TerminologyProblem
from codewell.terminology.reading import child, objects, text_of, texts
from codewell.terminology.resource_content import has_words

_MOST_DEEP = 20
"""Levels of a nested answer: readers of JSON refuse what lies much deeper, two levels of it for one of codes."""
MOST_CODES = 150_000
"""Codes listed in one answer where the caller asks for no page."""


@dataclass(frozen=True, slots=True)
class ExpansionWish:
    """What a caller wants of an expansion.

    Args:
        text: words that have to be in the code or one of its names; empty for any.
        offset: codes to leave out at the beginning; None where no page is asked for.
        count: most codes to list; None for all.
        languages: that the reader asked for.
        active_only: whether inactive codes are left out.
        nested: whether codes may stand below their parents.
        for_user_interfaces: whether headings are left out.
        designations: whether names are listed.
        designation_filters: (system or empty, code) of the languages and uses of names that are wanted; empty for all.
        properties: codes of properties to list.
        limit: most codes listed where no page is asked for.
    """

    text: str = ""
    offset: int | None = None
    count: int | None = None
    languages: Languages = field(default_factory=Languages)
    active_only: bool = False
    nested: bool = True
    for_user_interfaces: bool = False
    designations: bool = False
    designation_filters: tuple[tuple[str, str], ...] = ()
    properties: tuple[str, ...] = ()
    limit: int = MOST_CODES


@dataclass(frozen=True, slots=True)
class Branch:
    """A code of an expansion with those that stand below it."""

    member: Member
    below: list[Branch]


@dataclass(frozen=True, slots=True)
class Expansion:
    """The codes to list.

    Args:
        total: codes in the value set as asked for.
        branches: what to list, in order.
        with_versions: addresses of code systems of which the value set names several versions.
        has_inactive: whether any of its codes, listed or not, is inactive.
    """

    total: int
    branches: list[Branch]
    with_versions: frozenset[str]
    has_inactive: bool = False


def expand(evaluation: Evaluation, wish: ExpansionWish) -> Expansion:
    """Return the codes of a value set.

    Raises:
        TerminologyProblem: it cannot be evaluated, or has more codes than are listed at once.
    """
    evaluation.check(expanding=True)
    members, total, has_inactive = _by_plain_rule(evaluation, wish) or _by_members(evaluation, wish)
    nested = wish.nested and not _is_paged(wish) and _may_nest(evaluation.root, wish)
    branches = _nest(members) if nested else [Branch(member, []) for member in members]
    return Expansion(total, branches, _several_versions(evaluation.root), has_inactive)


_Listed = tuple[Sequence[Member], int, bool]
"""Members of the page that is asked for, how many there are in all, and whether any of all is inactive."""


def _by_plain_rule(evaluation: Evaluation, wish: ExpansionWish) -> _Listed | None:
    found = plain_rule(evaluation)
    if found is None:
        return None
    content, codes = found
    inactive = content.inactive_codes()
    if inactive and (wish.active_only or child(evaluation.root, "compose").get("inactive") is False):
        codes = [code for code in codes if code not in inactive]
    if wish.text:
        hits = content.codes_with_words(wish.text.casefold().split())
        if codes is content.codes():
            codes = hits
        else:
            held = frozenset(hits)
            codes = [code for code in codes if code in held]
    if wish.for_user_interfaces:
        headings = content.abstract_codes()
        codes = [code for code in codes if code not in headings]
    _refuse_too_many(evaluation, wish, len(codes))
    has_inactive = bool(inactive) and not inactive.isdisjoint(codes)
    return [Member(content, code, {}) for code in codes[_page(wish)]], len(codes), has_inactive


def _by_members(evaluation: Evaluation, wish: ExpansionWish) -> _Listed:
    members = _without_compose(evaluation) or list_members(evaluation, evaluation.root, active_only=wish.active_only)
    if wish.text:
        words = wish.text.casefold().split()
        members = [member for member in members if _has_words(member, words)]
    if wish.for_user_interfaces:
        members = [member for member in members if member.code not in member.content.abstract_codes()]
    _refuse_too_many(evaluation, wish, len(members))
    has_inactive = any(member.code in member.content.inactive_codes() for member in members)
    return members[_page(wish)], len(members), has_inactive


def _refuse_too_many(evaluation: Evaluation, wish: ExpansionWish, total: int) -> None:
    if wish.count is None and total > wish.limit:
        raise TerminologyProblem(422, messages.too_costly(canonical_of(evaluation.root), wish.limit))


def _is_paged(wish: ExpansionWish) -> bool:
    return wish.count is not None or bool(wish.offset)


def _page(wish: ExpansionWish) -> slice:
    start = wish.offset or 0
    return slice(start, None if wish.count is None else start + wish.count)


def _without_compose(evaluation: Evaluation) -> list[Member]:
    """Return the codes of a value set that came with an expansion and no definition."""
    if "compose" in evaluation.root:
        return []
    found = []
    edge = list(reversed(objects(child(evaluation.root, "expansion"), "contains")))
    while edge:
        item = edge.pop()
        edge.extend(reversed(objects(item, "contains")))
        content = evaluation.system(text_of(item, "system"), text_of(item, "version"))
        if content is not None and content.concept(text_of(item, "code")):
            evaluation.note_system(content)
            found.append(Member(content, text_of(item, "code"), {}))
    return found


def _has_words(member: Member, words: Sequence[str]) -> bool:
    concept = member.content.concept(member.code)
    return concept is not None and has_words(concept, words, text_of(member.element, "display"))


def _may_nest(value_set: JsonObject, wish: ExpansionWish) -> bool:
    """Say whether the hierarchy of the code system is also one of the value set: one rule over one code system, nothing left out.

    A search over a whole code system gives a list of hits, not a hierarchy.
    """
    compose = child(value_set, "compose")
    includes = objects(compose, "include")
    if len(includes) != 1 or objects(compose, "exclude") or texts(includes[0], "valueSet") or objects(includes[0], "concept"):
        return False
    return not wish.text or bool(objects(includes[0], "filter"))


def _nest(members: Sequence[Member]) -> list[Branch]:
    """Return codes below their parents; as a plain list where parents go in circles, or deeper than a reader can follow."""
    branches = {member.code: Branch(member, []) for member in members}
    top: list[Branch] = []
    for code, branch in branches.items():
        above = next((parent for parent in branch.member.content.parents(code) if parent in branches and parent != code), None)
        (branches[above].below if above else top).append(branch)
    reached, level, depth = 0, top, 0
    while level and depth < _MOST_DEEP:
        reached += len(level)
        level = [below for branch in level for below in branch.below]
        depth += 1
    return top if reached == len(branches) else [Branch(member, []) for member in members]


def _several_versions(value_set: JsonObject) -> frozenset[str]:
    stated: dict[str, set[str]] = {}
    for side in ("include", "exclude"):
        for reference in objects(child(value_set, "compose"), side):
            if text_of(reference, "system"):
                stated.setdefault(text_of(reference, "system"), set()).add(text_of(reference, "version"))
    return frozenset(system for system, versions in stated.items() if len(versions) > 1)
