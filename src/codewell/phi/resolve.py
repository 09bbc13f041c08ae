"""Findings that overlap become one: nothing that any rule found is left out, and the surest rule names the kind."""

from __future__ import annotations

from collections.abc import Iterable

from codewell.phi.phi_types import Found


def resolve(found: Iterable[Found]) -> tuple[Found, ...]:
    """Return the findings in order, where those that share a character are joined.

    A joined finding reaches over all of its parts; its kind, rule and confidence are those of the surest part, of the longer
    one between equals. Between two of one kind the tagger gives way: a rule can say of a place that it is a town.
    """
    joined: list[Found] = []
    for each in sorted(found, key=lambda one: (one.start, -one.end)):
        if joined and each.start < joined[-1].end:
            joined[-1] = _joined(joined[-1], each)
        else:
            joined.append(each)
    return tuple(joined)


def _joined(first: Found, second: Found) -> Found:
    surest = max(first, second, key=lambda one: (one.confidence, one.end - one.start))
    rule = surest.rule
    if rule.endswith(_TAGGER) and first.type is second.type:
        rule = next((one.rule for one in (first, second) if not one.rule.endswith(_TAGGER)), rule)
    return Found(first.start, max(first.end, second.end), surest.type, rule, surest.confidence)


_TAGGER = ".tagger"
