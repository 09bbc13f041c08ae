"""How two codes of a code system stand to each other."""

from __future__ import annotations

from codewell.terminology.content import CodeSystemContent, is_below


def subsumption(content: CodeSystemContent, first: str, second: str) -> str | None:
    """Return equivalent, subsumes, subsumed-by or not-subsumed; None where the code system lacks one of the codes."""
    one, other = content.concept(first), content.concept(second)
    if one is None or other is None:
        return None
    if one.code == other.code:
        return "equivalent"
    if is_below(content, other.code, one.code):
        return "subsumes"
    return "subsumed-by" if is_below(content, one.code, other.code) else "not-subsumed"
