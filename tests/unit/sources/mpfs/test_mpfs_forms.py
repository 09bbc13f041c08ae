"""Relative value file: each layout gives the same fees; expected values are read off the publisher's rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from codewell.sources.files import open_published
from codewell.sources.registry import source

DATA = Path(__file__).parents[3] / "data"
CSV, TEXT = "mpfs/PPRRVU2025_Oct.csv", "mpfs/PPRRVU2025_Oct.txt"
JULY, APRIL = "mpfs/PPRRVU2025_Jul.csv", "mpfs/PPRRVU25_APR.csv"
NAMED, PRICED = "mpfs/pprrvu_rvu24ar_jan.csv", "mpfs/PPRRVU2026_Jul_nonQPP.csv"


def fee(rows, code, modifier=""):
    return next(row for row in rows if (row["code"], row["modifier"]) == (code, modifier))


@pytest.mark.parametrize("name", [CSV, TEXT], ids=["csv", "text"])
def test_a_fee_has_all_its_fields(read, name):
    assert fee(read("mpfs", name), "70450", "TC") == {
        "code": "70450",
        "modifier": "TC",
        "descriptor": None,
        "status": "A",
        "not_used_for_medicare": 0,
        "work_rvu": "0.00",
        "nonfacility_pe_rvu": "2.04",
        "nonfacility_na": 0,
        "facility_pe_rvu": "2.04",
        "facility_na": 1,
        "mp_rvu": "0.01",
        "nonfacility_total": "2.05",
        "facility_total": "2.05",
        "pctc": "1",
        "global_days": "XXX",
        "preoperative": "0.00",
        "intraoperative": "0.00",
        "postoperative": "0.00",
        "multiple_procedure": "4",
        "bilateral": "0",
        "assistant": "0",
        "co_surgeon": "0",
        "team": "0",
        "pricing_indicator": None,
        "endoscopic_base": None,
        "conversion_factor": "32.3465",
        "supervision": "01",
        "calculation_flag": "0",
        "imaging_family": "88",
        "opps_nonfacility_pe": "3.27",
        "opps_facility_pe": "3.27",
        "opps_mp": "0.02",
    }


def test_text_and_csv_of_one_release_are_the_same(read):
    assert read("mpfs", TEXT) == read("mpfs", CSV)


@pytest.mark.parametrize("name", [CSV, TEXT])
def test_surgery_percentages_and_endoscopic_base(read, name):
    rows = read("mpfs", name)
    expander = fee(rows, "11970")
    assert [expander[part] for part in ("preoperative", "intraoperative", "postoperative")] == ["0.10", "0.71", "0.19"]
    assert (expander["global_days"], expander["nonfacility_na"], expander["facility_na"]) == ("090", 1, 0)
    assert fee(rows, "43239")["endoscopic_base"] == "43235"
    assert fee(rows, "22526")["not_used_for_medicare"] == 1


def test_bare_carriage_returns_and_the_dos_end_mark_are_accepted(read):
    assert fee(read("mpfs", JULY), "77280")["nonfacility_total"] == "8.04"
    assert fee(read("mpfs", APRIL), "77280")["nonfacility_total"] == "8.04"


def test_the_32_column_form_has_the_pricing_indicator(read):
    rows = read("mpfs", PRICED)
    assert fee(rows, "77402")["pricing_indicator"] == "9"
    assert (fee(rows, "77402")["nonfacility_total"], fee(rows, "77402")["conversion_factor"]) == ("2.46", "33.4009")
    assert fee(rows, "77387", "TC")["status"] == "B"


def test_numbers_of_2024_lose_their_binary_noise(read):
    row = fee(read("mpfs", NAMED), "77280")
    assert (row["work_rvu"], row["nonfacility_total"], row["conversion_factor"]) == ("0.70", "8.08", "33.2875")


@pytest.mark.parametrize("name", [CSV, TEXT, JULY, APRIL, NAMED, PRICED])
def test_only_hcpcs_level_two_words_are_stored(read, name):
    for row in read("mpfs", name):
        licensed = row["code"][0].isdigit() or row["code"].startswith("D")
        assert (row["descriptor"] is None) == licensed, row["code"]


def test_a_users_own_copy_of_cpt_words_is_not_stored(tmp_path, read):
    planted = tmp_path / "PPRRVU2026_Jul_nonQPP.csv"
    text = (DATA / PRICED).read_text(encoding="latin-1").replace("77402,,REDACTED", "77402,,Invented words")
    planted.write_text(text, encoding="latin-1")
    assert fee(read("mpfs", planted), "77402")["descriptor"] is None


@pytest.mark.parametrize(
    ("name", "release", "days"),
    [
        (CSV, "RVU25D", "2025-10-01 to 2025-12-31"),
        (TEXT, "RVU25D", "2025-10-01 to 2025-12-31"),
        (JULY, "RVU25C", "2025-07-01 to 2025-09-30"),
        (APRIL, "RVU25B", "2025-04-01 to 2025-06-30"),
        (PRICED, "RVU26C", "2026-07-01 to 2026-09-30"),
        (NAMED, "RVU24AR", "2024-03-09 to 2024-03-31"),
    ],
)
def test_title_or_name_say_the_release(identity, name, release, days):
    assert identity("mpfs", name) == (release, days)


def test_the_qualifying_participants_file_has_its_own_source(tmp_path):
    plain, qualifying = tmp_path / "PPRRVU2026_Jul_nonQPP.csv", tmp_path / "PPRRVU2026_Jul_QPP.csv"
    for path in (plain, qualifying):
        path.write_bytes((DATA / PRICED).read_bytes())
    both = open_published(qualifying) + open_published(plain)
    assert source("mpfs").file_of(both).name == plain.name
    assert source("mpfs-qpp").file_of(both).name == qualifying.name
