"""Tables that the starter pack's TOML files become."""

from __future__ import annotations

from codewell.sources.contract import ColumnType, Table

_TEXT = ColumnType.TEXT

CODES = Table(
    "codes",
    (
        ("code", _TEXT),
        ("system", _TEXT),
        ("period_first_day", _TEXT),
        ("period_last_day", _TEXT),
        ("label", _TEXT),
        ("plain_language", _TEXT),
        ("section", _TEXT),
        ("family", _TEXT),
        ("reviewed_through", _TEXT),
        ("cites", _TEXT),
    ),
    key=("code", "system", "period_first_day"),
    indexes=(("system", "section"),),
)
"""`period_first_day` is empty where no source states the first day; `cites` holds addresses separated by spaces."""

EVENTS = Table(
    "events",
    (("code", _TEXT), ("system", _TEXT), ("day", _TEXT), ("action", _TEXT), ("note", _TEXT), ("cites", _TEXT)),
    indexes=(("code",),),
)

RELATIONS = Table(
    "relations",
    (
        ("code", _TEXT),
        ("system", _TEXT),
        ("other", _TEXT),
        ("other_system", _TEXT),
        ("relation", _TEXT),
        ("note", _TEXT),
        ("cites", _TEXT),
    ),
    indexes=(("code",), ("other",)),
)

ACTIONS = frozenset({"added", "revised", "deleted"})
RELATION_IDS = frozenset(
    {"replaced_by", "replaces", "add_on_to", "has_add_on", "same_family", "equivalent", "reported_with", "not_reported_with"}
)
