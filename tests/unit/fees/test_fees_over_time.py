"""National amounts over the loaded files; expected: total RVUs times the factor of each file, read in the published CSVs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from lxml import html

from codewell.fees.over_time import FeePoint
from codewell.interfaces.cli.main import main
from codewell.interfaces.web.server import create_app
from codewell.interfaces.web.views.fee_chart import fee_chart
from codewell.kernel.codes import CptCode
from codewell.kernel.errors import InputError
from codewell.kernel.validity import Validity
from codewell.tasks.fee_history import FeeHistory, fee_history
from codewell.tasks.workplace import Workplace
from web_client import WebClient


@pytest.fixture(scope="module")
def workplace(reference_home):
    return Workplace(reference_home, lambda: datetime(2025, 11, 3, 12, tzinfo=UTC))


def test_an_office_visit_file_by_file(workplace):
    points = {point.release: point for point in fee_history(workplace, "99213").points}
    last = points["mpfs RVU25D"]  # 2.75 and 1.97 RVU x 32.3465
    assert (last.nonfacility, last.facility) == (Decimal("88.95"), Decimal("63.72"))
    assert (last.validity.first_day, last.validity.last_day) == (date(2025, 10, 1), date(2025, 12, 31))
    assert list(points) == sorted(points)
    assert len(points) == 8


def test_a_code_without_amounts_says_why(workplace):
    history = fee_history(workplace, "77385")
    assert not history.has_amounts
    assert {point.reason for point in history.points} == {"77385 has status I: the fee schedule sets no amount."}
    assert fee_chart(history.points) is None


def test_words_are_no_code(workplace):
    with pytest.raises(InputError):
        fee_history(workplace, "office visit")


def _point(first: date, last: date, nonfacility: str | None) -> FeePoint:
    return FeePoint("r", Validity(first, last), Decimal(nonfacility) if nonfacility else None, None, "")


def test_a_line_breaks_where_no_file_is_loaded_or_no_amount_is_set():
    history = FeeHistory(
        CptCode("99213"),
        (
            _point(date(2024, 1, 1), date(2024, 3, 31), "10.00"),
            _point(date(2024, 4, 1), date(2024, 6, 30), "12.00"),
            _point(date(2025, 1, 1), date(2025, 3, 31), "11.00"),
            _point(date(2025, 4, 1), date(2025, 6, 30), None),
            _point(date(2025, 7, 1), date(2025, 9, 30), "11.00"),
        ),
    )
    (line,) = fee_chart(history.points).lines
    assert [len(run.split()) for run in line.runs] == [2]
    assert [mark.title for mark in line.marks] == [
        "Non-facility from 2024-01-01: $10.00",
        "Non-facility from 2024-04-01: $12.00",
        "Non-facility from 2025-01-01: $11.00",
        "Non-facility from 2025-07-01: $11.00",
    ]
    assert line.marks[1].y < line.marks[2].y < line.marks[0].y  # the higher the amount, the nearer to the top
    assert fee_chart(history.points[:1]) is None


def test_amounts_of_a_locality_file_by_file(workplace):
    # GPCI2025.csv, Manhattan: work 1.065, PE 1.166, MP 1.656; PPRRVU2025_Oct.csv: 99213 1.30, 1.35, 0.57, 0.10 x 32.3465
    # (1.3845 + 1.5741 + 0.1656) x 32.3465 = 101.06; (1.3845 + 0.66462 + 0.1656) x 32.3465 = 71.64
    points = {point.release: point for point in fee_history(workplace, "99213", "1320201").points}
    last = points["mpfs RVU25D"]
    assert (last.nonfacility, last.facility) == (Decimal("101.06"), Decimal("71.64"))


def test_a_locality_that_no_file_of_the_time_names_has_no_amount(workplace):
    history = fee_history(workplace, "99213", "9999999")
    assert not history.has_amounts
    assert {point.reason for point in history.points} == {"no loaded GPCI file of the time names locality 9999999"}


def test_page_api_and_command_line_hold_the_same_amounts(workplace, reference_home, capsys):
    client = WebClient(create_app(workplace))
    page = html.fromstring(client.get("/code/cpt/99213", params={"on": "2025-11-03"}).text)
    section = page.get_element_by_id("fees")
    shown = [[cell.text_content() for cell in row] for row in section.xpath(".//table[contains(@class, 'fee-table')]/tbody/tr")]
    assert shown[0][1:3] == ["$88.95", "$63.72"]
    assert section.xpath(".//svg/desc")[0].text.startswith("Non-facility: $89.39 from 2024-01-01, $88.95 from 2025-10-01.")
    assert not section.xpath(".//*[@style]")
    told = client.get("/v1/fee/history", params={"code": "99213"}).json()
    assert [(f"${one['nonfacility']}", f"${one['facility']}") for one in told["points"]] == [
        (row[1], row[2]) for row in shown[::-1]
    ]
    assert main(["--home", str(reference_home), "fee", "99213", "--history"]) == 0
    assert "non-facility $88.95, facility $63.72" in capsys.readouterr().out
