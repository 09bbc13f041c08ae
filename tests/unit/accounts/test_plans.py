"""Plans as data: what ours give, what an owner's file may say, and what is refused in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from codewell.accounts.plans import Meter, Period, our_plans, plans_of, read_plans
from codewell.kernel.errors import ConfigurationError

OWN = """
period = "day"
guest = "passer-by"
registered = "staff"

[plans.passer-by]
title = "Passer-by"
code_pages = 0
searches = 3
tools = false

[plans.staff]
title = "Staff"
code_pages = "unlimited"

[places.library]
networks = ["192.0.2.0/24", "2001:db8:1::/48"]
plan = "unmetered"
"""


def test_ours_give_what_the_project_promises():
    plans = our_plans()
    assert plans.period is Period.MONTH
    assert (plans.guest.code_pages, plans.guest.tools) == (1, False)
    assert (plans.registered.id, plans.registered.code_pages) == ("free", 5)
    assert plans.of("member").code_pages is None
    assert plans.of("unmetered").code_pages is None
    assert plans.of("a plan that was taken out of the file") is plans.registered


def test_an_owners_file_decides(tmp_path):
    file = tmp_path / "plans.toml"
    file.write_text(OWN)
    plans = read_plans(file)
    assert plans.period is Period.DAY
    assert (plans.guest.gives(Meter.CODE_PAGES), plans.guest.gives(Meter.SEARCHES)) == (0, 3)
    assert plans.registered.gives(Meter.CODE_PAGES) is None
    assert plans.of_guest("192.0.2.77").id == "unmetered"
    assert plans.of_guest("2001:db8:1:2::3").id == "unmetered"
    assert plans.of_guest("192.0.3.1") is plans.guest
    assert plans.of_guest("unknown") is plans.guest


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("code_pages = 0", "code_pages = -1"), "plans.passer-by.code_pages"),
        (("code_pages = 0", 'code_pages = "many"'), "plans.passer-by.code_pages"),
        (("code_pages = 0", "pages = 1"), "plans.passer-by.code_pages: Field required"),
        (("tools = false", "tool = false"), "plans.passer-by.tool: Extra inputs"),
        (('guest = "passer-by"', 'guest = "nobody"'), "guest: there is no plan 'nobody'"),
        (('plan = "unmetered"', 'plan = "x"'), "places.library.plan: there is no plan 'x'"),
        (('"192.0.2.0/24"', '"192.0.2.9/24"'), "places.library.networks: '192.0.2.9/24' is no network"),
        (('period = "day"', 'period = "year"'), "period:"),
        (("[plans.staff]", "[plans.unmetered]"), "plans.unmetered: the name is taken"),
        (("[plans.staff]", "[plans.Staff]"), "plans.Staff"),
        (('period = "day"', "period = day"), "line 2"),
    ],
)
def test_a_fault_is_named_with_its_place(change, said):
    with pytest.raises(ConfigurationError) as refused:
        plans_of(OWN.replace(*change), "my-plans.toml")
    assert "my-plans.toml" in refused.value.message
    assert said in refused.value.message


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r"nowhere\.toml"):
        read_plans(tmp_path / "nowhere.toml")


@pytest.mark.parametrize(
    ("period", "now", "name", "ends"),
    [
        (Period.MONTH, datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC), "2026-11", datetime(2026, 12, 1, tzinfo=UTC)),
        (Period.MONTH, datetime(2026, 12, 31, tzinfo=UTC), "2026-12", datetime(2027, 1, 1, tzinfo=UTC)),
        (Period.MONTH, datetime(2028, 1, 31, 5, tzinfo=UTC), "2028-01", datetime(2028, 2, 1, tzinfo=UTC)),
        (Period.DAY, datetime(2028, 2, 28, 23, tzinfo=UTC), "2028-02-28", datetime(2028, 2, 29, tzinfo=UTC)),
    ],
)
def test_a_period_ends_at_midnight_of_its_last_day(period, now, name, ends):
    assert period.name_of(now) == name
    assert period.end_of(now) == ends
