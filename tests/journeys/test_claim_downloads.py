"""Every claim of a large file is in the answer and in the downloads; only the page and the report show the first ones."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lxml import html

from codewell.interfaces.claim_outputs.report import MOST_CLAIMS
from codewell.interfaces.web.server import create_app
from codewell.tasks.workplace import Workplace
from web_client import WebClient

COUNT = MOST_CLAIMS + 1
TABLE = "claim,dos,cpt,pos,units,charge\n" + "".join(f"C{n},2024-07-02,77301,11,-1,5\n" for n in range(COUNT))


@pytest.fixture(scope="module")
def client(reference_home):
    return WebClient(create_app(Workplace(reference_home, lambda: datetime(2026, 8, 3, 12, tzinfo=UTC))))


def test_the_answer_of_the_api_holds_every_claim(client):
    told = client.post("/v1/claims/check", json={"content": TABLE}).json()
    assert [told["totals"]["claims"], len(told["claims"])] == [COUNT, COUNT]


def test_the_downloads_hold_every_claim_and_the_page_says_what_it_leaves_out(client):
    page = html.fromstring(client.post("/claims", data={}, files={"file": ("c.csv", TABLE.encode())}).text)
    assert (
        "The first 200 of 2,001 claims. The downloads hold every claim; the report shows the first 2,000." in page.text_content()
    )
    fields = {one.get("name"): one.get("value") for one in page.xpath("//form[@action='/claims/download']//input")}
    for what, last in (
        ("findings.csv", f"C{COUNT - 1},"),
        ("findings.json", f'"C{COUNT - 1}"'),
        ("report.html", "The first 2,000 of 2,001"),
    ):
        assert last in client.post("/claims/download", data={**fields, "what": what}).text
