"""HCPCS Level II and CPT codes on the days around each change: the file's own dates, quarterly lists, starter periods."""

from __future__ import annotations

from datetime import date

import pytest

from codewell.codebook.entry import Standing
from codewell.kernel.codes import CodeSystem
from codewell.kernel.errors import UnknownCodeError
from codewell.kernel.validity import Validity

HCPCS, CPT = CodeSystem.HCPCS, CodeSystem.CPT
IN_FORCE, NOT_YET, NO_LONGER, NOT_LOADED = Standing.IN_FORCE, Standing.NOT_YET, Standing.NO_LONGER, Standing.NOT_LOADED
QUARTERS = {
    "2024-Q3": ("2024-07-01", "2024-09-30"),
    "2024-Q4": ("2024-10-01", "2024-12-31"),
    "2025-Q1": ("2025-01-01", "2025-03-31"),
    "2025-Q4": ("2025-10-01", "2025-12-31"),
    "2026-Q1": ("2026-01-01", "2026-03-31"),
}


@pytest.fixture
def hcpcs(published):
    def make(quarter: str, *rows: dict[str, object]):
        return published("hcpcs", quarter, *QUARTERS[quarter], {"codes": rows})

    return make


@pytest.fixture
def addendum_b(published):
    def make(quarter: str, **statuses: str):
        rows = [{"code": code, "status_indicator": status} for code, status in statuses.items()]
        return published("opps-addendum-b", quarter, *QUARTERS[quarter], {"services": rows})

    return make


def row(code: str, added: str, terminated: str | None = None, **more: object) -> dict[str, object]:
    return {"code": code, "long_descriptor": f"words of {code}", "added": added, "terminated": terminated, "action": "N"} | more


@pytest.mark.parametrize(
    ("code", "day", "standing"),
    [
        pytest.param("A0001", "2024-08-31", NOT_YET, id="added-day-before"),
        pytest.param("A0001", "2024-09-01", IN_FORCE, id="added-first-day"),
        pytest.param("A0002", "2024-08-15", IN_FORCE, id="terminated-last-day"),
        pytest.param("A0002", "2024-08-16", NO_LONGER, id="terminated-day-after"),
        pytest.param("A0002", "2026-06-02", NO_LONGER, id="terminated-long-ago"),
        pytest.param("A0002", "1999-12-31", NOT_YET, id="before-it-was-added-and-before-any-list"),
        pytest.param("A0001", "2024-10-01", NOT_LOADED, id="after-the-last-list"),
        pytest.param("A0003", "2024-07-01", IN_FORCE, id="first-day-of-the-list"),
    ],
)
def test_hcpcs_follows_the_days_of_its_file(book_of, hcpcs, code, day, standing):
    book = book_of(
        hcpcs("2024-Q3", row("A0001", "2024-09-01"), row("A0002", "2000-01-01", "2024-08-15"), row("A0003", "1990-01-01"))
    )
    assert book.standing(code, HCPCS, on=date.fromisoformat(day)).standing is standing


def test_hcpcs_history_and_successor_of_the_file(book_of, hcpcs):
    book = book_of(
        hcpcs("2024-Q3", row("A0002", "2000-01-01", "2024-08-15", cross_reference="A0003"), row("A0003", "1990-01-01"))
    )
    entry = book.entry("A0002", HCPCS, on=date(2024, 9, 1))
    assert [(event.day.isoformat(), event.action) for event in entry.history] == [
        ("2000-01-01", "added"),
        ("2024-08-15", "terminated"),
    ]
    assert entry.statement == (
        "A0002 is not in force on 2024-09-01: its last day was 2024-08-15. The HCPCS file refers to A0003."
    )
    assert [(other.code, other.label, other.relation) for other in entry.related] == [
        ("A0003", "words of A0003", "cross_reference")
    ]


def test_a_file_that_lost_its_last_days_does_not_revive_a_code(book_of, hcpcs, addendum_b):
    lost = {"action": None}
    book = book_of(
        hcpcs("2024-Q3", row("A0001", "1990-01-01", "2016-12-31"), row("A0002", "1990-01-01"), row("S0001", "1990-01-01")),
        hcpcs(
            "2025-Q4",
            row("A0001", "1990-01-01", **lost),
            row("A0002", "1990-01-01", **lost),
            row("A0003", "2025-10-01", **lost),
            row("S0001", "1990-01-01", **lost),
        ),
        addendum_b("2024-Q4", A0002="N"),
        addendum_b("2025-Q1", A0009="N", A0002="D"),
        addendum_b("2025-Q4", A0003="N"),
    )

    def standing(code: str, day: str) -> Standing:
        return book.standing(code, HCPCS, on=date.fromisoformat(day)).standing

    assert standing("A0001", "2025-11-01") is NO_LONGER
    assert standing("A0002", "2024-12-31") is IN_FORCE
    assert standing("A0002", "2025-01-01") is NO_LONGER
    assert standing("A0002", "2025-11-01") is NO_LONGER
    assert standing("A0003", "2025-11-01") is IN_FORCE
    assert standing("S0001", "2025-11-01") is IN_FORCE
    history = book.entry("A0002", HCPCS, on=date(2025, 11, 1)).history
    assert [(event.day.isoformat(), event.action, event.origin.release) for event in history] == [
        ("1990-01-01", "added", "2024-Q3"),
        ("2024-12-31", "terminated", "2024-Q4"),
    ]


def test_neighbours_of_a_hcpcs_code_are_live_ones(book_of, hcpcs):
    live = [row(f"A000{number}", "1990-01-01") for number in (1, 2, 4, 5)]
    book = book_of(hcpcs("2024-Q3", *live, row("A0003", "1990-01-01", "2020-12-31"), row("B0001", "1990-01-01")))
    assert [place.key for place in book.entry("A0002", HCPCS, on=date(2024, 8, 1)).siblings] == ["A0001", "A0004", "A0005"]
    assert [place.key for place in book.entry("A0002", HCPCS, on=date(2020, 12, 31)).siblings][1] == "A0003"


def test_quarterly_list_shows_a_code_in_force_after_the_last_code_list(book_of, hcpcs, addendum_b):
    book = book_of(hcpcs("2025-Q4", row("A0001", "1990-01-01")), addendum_b("2026-Q1", A0001="N", A0002="D", **{"00000": "S"}))
    entry = book.entry("A0001", HCPCS, on=date(2026, 1, 1))
    assert (entry.standing, entry.origin.source, entry.origin.release) == (IN_FORCE, "opps-addendum-b", "2026-Q1")
    assert book.standing("00000", CPT, on=date(2026, 1, 1)).standing is IN_FORCE
    with pytest.raises(UnknownCodeError):
        book.standing("A0002", HCPCS, on=date(2026, 1, 1))


@pytest.fixture
def pack(published):
    """Starter-pack rows in the words of this test: an IMRT code that ended, and one whose meaning changed with 2026."""
    codes = [
        {"code": "77385", "period_first_day": "2015-01-01", "period_last_day": "2025-12-31", "label": "IMRT, simple"},
        {"code": "77407", "period_first_day": "1990-01-01", "period_last_day": "2025-12-31", "label": "two areas"},
        {"code": "77407", "period_first_day": "2026-01-01", "label": "level 2"},
        {"code": "77412", "period_first_day": "2026-01-01", "label": "level 3"},
    ]
    return published(
        "starter-pack",
        "2026-11-23",
        "1992-01-01",
        None,
        {
            "codes": [{"system": "cpt", "section": "Delivery", **one} for one in codes],
            "events": [
                {"code": "77385", "system": "cpt", "day": "2015-01-01", "action": "added", "note": "new", "cites": "https://a/"},
                {
                    "code": "77385",
                    "system": "cpt",
                    "day": "2026-01-01",
                    "action": "deleted",
                    "note": "gone",
                    "cites": "https://b/",
                },
            ],
            "relations": [
                {"code": "77385", "system": "cpt", "other": "77407", "relation": "replaced_by", "note": "", "cites": "https://c/"}
            ],
        },
    )


@pytest.mark.parametrize(
    ("day", "standing"),
    [("2014-12-31", NOT_YET), ("2015-01-01", IN_FORCE), ("2025-12-31", IN_FORCE), ("2026-01-01", NO_LONGER)],
)
def test_cpt_follows_the_periods_of_the_starter_pack(book_of, pack, day, standing):
    entry = book_of(pack).entry("77385", CPT, on=date.fromisoformat(day))
    assert entry.standing is standing
    assert entry.validity == Validity(date(2015, 1, 1), date(2025, 12, 31))


def test_ended_cpt_code_tells_its_story(book_of, pack):
    entry = book_of(pack).entry("77385", CPT, on=date(2026, 6, 2))
    assert entry.statement == "77385 is not in force on 2026-06-02: its last day was 2025-12-31. Replaced by 77407."
    assert [(event.day.isoformat(), event.action, event.origin.url) for event in entry.history] == [
        ("2015-01-01", "added", "https://a/"),
        ("2026-01-01", "deleted", "https://b/"),
    ]


@pytest.mark.parametrize(("day", "label"), [("2025-06-02", "two areas"), ("2025-12-31", "two areas"), ("2026-01-01", "level 2")])
def test_cpt_code_means_what_its_period_says(book_of, pack, day, label):
    entry = book_of(pack).entry("77407", CPT, on=date.fromisoformat(day))
    assert (entry.standing, entry.descriptors.label) == (IN_FORCE, label)
    assert entry.validity == Validity(date(1990, 1, 1), None)


@pytest.mark.parametrize("day", ["2025-06-02", "2026-06-02"])
def test_successor_is_named_by_what_it_means_when_it_takes_over(book_of, pack, day):
    related = book_of(pack).entry("77385", CPT, on=date.fromisoformat(day)).related
    assert [(other.code, other.label) for other in related] == [("77407", "level 2")]


def test_siblings_are_the_codes_of_the_section_on_the_day(book_of, pack):
    book = book_of(pack)
    assert [place.key for place in book.entry("77407", CPT, on=date(2025, 6, 2)).siblings] == ["77385"]
    assert [place.key for place in book.entry("77407", CPT, on=date(2026, 6, 2)).siblings] == ["77412"]


def test_cpt_words_are_the_licensed_ones_where_there_are_any(book_of, pack, published):
    words = {"code": "77407", "short_descriptor": "invented short", "medium_descriptor": "invented medium"}
    licensed = published("cpt", "2026", "2026-01-01", "2026-12-31", {"descriptors": [words]})
    without, having = book_of(pack).entry("77407", CPT, on=date(2026, 6, 2)), None
    assert without.descriptors.display == "level 2"
    assert any(one.what == "CPT descriptors" for one in without.absences)
    having = book_of(licensed).entry("77407", CPT, on=date(2026, 6, 2))
    assert having.descriptors.display == "invented medium"
    assert "American Medical Association" in having.descriptors.notice
    assert not any(one.what == "CPT descriptors" for one in having.absences)
