"""Pages that are kept: the same bytes, nobody else's, and gone with the releases they were made from."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from markupsafe import Markup

from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.code_pages import code_routes, code_values
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.kept_pages import KeptPage, KeptPages
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.rendering import Frame, Pages, Parts
from codewell.interfaces.web.service import Service
from codewell.kernel.codes import CodeSystem
from codewell.tasks.import_release import ReleaseImport, import_release
from codewell.tasks.look_up_code import LookUpRequest, look_up_code
from codewell.tasks.workplace import Workplace

DAY = date(2026, 6, 2)
DATA = Path(__file__).parents[3] / "data" / "icd10cm"


def now() -> datetime:
    return datetime(2026, 6, 2, 12, tzinfo=UTC)


def page_of(length: int) -> KeptPage:
    empty = Markup("")
    return KeptPage(Parts(empty, empty, empty, b"x" * length), DAY)


@pytest.fixture
def desk(tmp_path: Path) -> Workplace:
    return Workplace(tmp_path, now)


@pytest.mark.parametrize(
    ("code", "system", "asked"),
    [
        pytest.param("E11.22", CodeSystem.ICD10CM, DAY, id="diagnosis"),
        pytest.param("77385", CodeSystem.CPT, DAY, id="procedure-with-a-written-page"),
        pytest.param("J1100", CodeSystem.HCPCS, None, id="no-day-asked"),
    ],
)
def test_a_page_from_parts_is_byte_for_byte_the_page_made_in_one(reference_home, code, system, asked) -> None:
    workplace, pages = Workplace(reference_home, now), Pages()
    found = look_up_code(workplace, LookUpRequest(code, asked, system))
    values = code_values(workplace, found, Links(asked))
    frame = Frame(Links(asked), found.likeliest.on, f"/code/{system.value}/{code}")
    in_one = pages.page("code.html", frame, **values)
    from_parts = pages.framed(pages.parts("code.html", Links(asked), **values), frame)
    assert from_parts.body == in_one.body
    assert code.encode() in from_parts.body


def test_the_second_reader_gets_the_same_bytes(client) -> None:
    answers = [client.get("/code/icd10cm/E11.22?on=2026-06-02") for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert client.get("/code/icd10cm/E11.22?on=2026-06-03").content != answers[0].content


def test_a_kept_page_does_not_answer_an_address_that_is_not_its_own(client) -> None:
    client.get("/code/icd10cm/E11.22")
    for address in ("/code/icd10cm/e11.22", "/code/ICD10CM/E11.22", "/code/icd10cm/E11.22?q=sugar"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["location"]) == (303, "/code/icd10cm/E11.22")


def test_a_release_that_becomes_ready_changes_the_next_page(tmp_path: Path) -> None:
    import_release(tmp_path, now, ReleaseImport("icd10cm", (DATA / "icd10cm_order_2026.txt",), excerpt=True))
    app = FastAPI()
    desk = Desk(Workplace(tmp_path, now), seconds_between_looks=0)
    app.include_router(code_routes(desk, Pages(), Service(tmp_path, now, ServiceSettings())))
    with TestClient(app, base_url="http://localhost") as client:
        code = "/code/icd10cm/A00.0?on=2026-06-02"
        before = client.get(code)
        assert client.get(code, headers={"If-None-Match": "none"}).content == before.content
        import_release(tmp_path, now, ReleaseImport("icd10cm-tabular", (DATA / "icd10c-tabular-April-1-2026.xml",), excerpt=True))
        after = client.get(code)
    assert "Classical cholera" not in before.text
    assert "Classical cholera" in after.text
    assert before.headers["etag"] != after.headers["etag"]


def test_other_releases_empty_it_and_a_late_page_of_the_old_ones_is_not_kept(desk, tmp_path) -> None:
    kept, renewed = KeptPages(), Workplace(tmp_path, now)
    assert kept.find(desk, "a") is None
    kept.keep(desk, "a", page_of(10))
    assert kept.find(desk, "a") is not None
    assert kept.find(renewed, "a") is None
    kept.keep(desk, "b", page_of(10))
    assert len(kept) == 0


def test_the_page_not_asked_for_longest_goes_first(desk) -> None:
    kept = KeptPages(most_bytes=5_000)
    kept.find(desk, "a")
    for key in "ab":
        kept.keep(desk, key, page_of(1_000))
    assert kept.find(desk, "a") is not None
    kept.keep(desk, "c", page_of(1_000))
    assert [key for key in "abc" if kept.find(desk, key)] == ["a", "c"]


def test_a_page_larger_than_everything_is_not_kept(desk) -> None:
    kept = KeptPages(most_bytes=5_000)
    kept.find(desk, "a")
    kept.keep(desk, "a", page_of(6_000))
    assert len(kept) == 0


def test_a_page_kept_twice_counts_once(desk) -> None:
    kept = KeptPages(most_bytes=5_000)
    kept.find(desk, "a")
    for _ in range(9):
        kept.keep(desk, "a", page_of(1_000))
    kept.keep(desk, "b", page_of(1_000))
    assert len(kept) == 2


def test_what_is_one_person_s_cannot_stand_in_a_kept_part() -> None:
    with pytest.raises(LookupError, match="belongs in the frame"):
        Pages().parts("redact_form.html", Links(None))
