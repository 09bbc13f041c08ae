"""When codes began and ended and what replaced them, against the releases' own rows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from asked_of_releases import asked, desk, facts, rows

from codewell.assistant.answer import Outcome
from codewell.assistant.question import Intent


@pytest.fixture(scope="module")
def workplace(reference_home):
    return desk(reference_home)


@pytest.mark.parametrize("code", ["77385", "77386", "G6015"])
def test_what_replaced_a_code_and_when(workplace, reference_home, code):
    pack = ("starter-pack", "2026-11-23")
    query = "SELECT other FROM relations WHERE code = ? AND relation = 'replaced_by'"
    others = [row[0] for row in rows(reference_home, *pack, query, code)]
    ((deleted,),) = rows(reference_home, *pack, "SELECT day FROM events WHERE code = ? AND action = 'deleted'", code)
    answer = asked(workplace, Intent.HISTORY, code)
    assert set(facts(answer, code, "replaced_by")) == set(others)
    assert facts(answer, code, "deleted") == [deleted]
    assert facts(answer, code, "last_day") == [(date.fromisoformat(deleted) - timedelta(days=1)).isoformat()]
    for other in others:
        assert facts(answer, f"{code}>{other}", "effective_day") == [deleted]


def test_what_a_code_replaced(workplace, reference_home):
    query = "SELECT code FROM relations WHERE other = ? AND relation = 'replaced_by'"
    before = [row[0] for row in rows(reference_home, "starter-pack", "2026-11-23", query, "77407")]
    answer = asked(workplace, Intent.HISTORY, "77407")
    assert set(before) <= set(facts(answer, "77407", "replaces"))


def test_additions_of_the_conversion_table(workplace, reference_home):
    query = (
        "SELECT code, day, other FROM changes WHERE action = 'added' AND other IS NOT NULL AND day = '2020-10-01' "
        "GROUP BY code HAVING COUNT(*) = 1 ORDER BY code LIMIT 8"
    )
    for code, day, other in rows(reference_home, "icd10cm-conversion", "FY2027", query):
        shown, before = (f"{one[:3]}.{one[3:]}" if len(one) > 3 else one for one in (code, other))
        answer = asked(workplace, Intent.HISTORY, shown)
        assert facts(answer, shown, "first_day") == [day]
        assert before in facts(answer, shown, "replaces") + facts(answer, shown, "part_moved_from")
        assert facts(answer, f"{before}>{shown}", "effective_day") == [day]


def test_a_code_as_old_as_its_system(workplace, reference_home):
    assert not rows(reference_home, "icd10cm-conversion", "FY2027", "SELECT 1 FROM changes WHERE code = 'E1122'")
    answer = asked(workplace, Intent.HISTORY, "E11.22")
    assert facts(answer, "E11.22", "first_day") == ["2015-10-01"]


def test_a_question_without_a_code_is_asked_back(workplace):
    assert asked(workplace, Intent.HISTORY, text="when was it deleted").outcome is Outcome.UNCLEAR
