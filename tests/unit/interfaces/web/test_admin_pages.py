"""The pages of administrators and auditors, by role; uploads that are written down as they arrive."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import anyio
import pytest
from lxml import html
from starlette.testclient import TestClient

import codewell
from codewell.accounts.roles import Role
from codewell.accounts.usage_read import UsageOfPeriod
from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.admin.release_pages import note_end
from codewell.interfaces.web.admin.upload import safe_name
from codewell.interfaces.web.admin.usage_pages import usage_chart
from codewell.interfaces.web.server import create_app
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.streamed_paths import BEGINNING
from codewell.kernel.clock import Clock
from codewell.releases.shelf import Shelf
from codewell.tasks.release_jobs.run_job import run_job
from codewell.tasks.release_jobs.start_job import ReleaseJobs
from codewell.tasks.workplace import Workplace
from signed_in import SignedIn, sign_in

GPCI = Path(codewell.__file__).parent / "bundled/gpci/GPCI2026.csv.xz"
ADMINISTER = ("/admin/people", "/admin/teams", "/admin/plans", "/admin/releases", "/admin/feedback", "/admin/feedback/export/csv")
REVIEW = ("/admin/usage", "/admin/audit", "/admin/audit/verification", "/admin/audit/export/csv", "/admin/health")


def now() -> datetime:
    return datetime(2026, 6, 2, 12, tzinfo=UTC)


def here(home: Path, job_id: str, clock: Clock, publishers: Path | None, over: Callable[[], None]) -> None:
    run_job(home, job_id, clock, publishers)
    over()


@pytest.fixture(scope="module")
def hospital(tmp_path_factory) -> Iterator[dict[str, SignedIn]]:
    """A browser of somebody of each role, and of a second coder."""
    home = tmp_path_factory.mktemp("hospital")
    service = Service(home, now, ServiceSettings(sign_in="required", address="http://localhost"), serves_only_itself=False)
    jobs = ReleaseJobs(home, now, starter=here, ended=lambda state: note_end(service, state))
    app = create_app(Workplace(home, now), service=service, jobs=jobs)
    found = {role.value: sign_in(app, service, role.value.title(), role) for role in Role}
    found["other"] = sign_in(app, service, "Other", Role.CODER)
    for client in found.values():
        client.service, client.home = service, home
    yield found
    service.close()


def shown(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.text[:400]
    return " ".join(html.document_fromstring(answer.text).find(".//main").text_content().split())


def test_each_role_sees_what_it_may(hospital):
    for path in ADMINISTER + REVIEW:
        allowed = {"admin"} if path in ADMINISTER else {"admin", "auditor"}
        for name in ("viewer", "coder", "auditor", "admin"):
            answer = hospital[name].get(path)
            assert answer.status_code == (200 if name in allowed else 403), (path, name)
            assert answer.headers["cache-control"] == "no-store"
    assert hospital["auditor"].get("/admin").headers["location"] == "/admin/usage"
    assert hospital["admin"].get("/admin").headers["location"] == "/admin/people"
    assert hospital["coder"].get("/admin").status_code == 403


def test_the_side_names_only_what_the_role_may_open(hospital):
    page = html.document_fromstring(hospital["auditor"].get("/admin/usage").text)
    assert page.xpath("//nav[@aria-label='Administration']//a/text()") == ["Usage", "Audit trail", "Health"]
    assert page.xpath("//nav[@aria-label='Administration']//a[@aria-current='page']/text()") == ["Usage"]


def test_people_are_listed_found_and_paged(hospital):
    admin = hospital["admin"]
    assert "5 people" in shown(admin.get("/admin/people"))
    assert "1 person" in shown(admin.get("/admin/people?q=viewer@"))
    assert "Nobody matches" in shown(admin.get("/admin/people?role=admin&state=disabled"))
    for wrong in ("page=0", "page=x", "role=king", "state=odd"):
        assert admin.get(f"/admin/people?{wrong}").status_code == 422


def test_an_admin_changes_a_role_and_closes_an_account_at_once(hospital):
    admin, other = hospital["admin"], hospital["other"]
    path = f"/admin/people/{other.account.id}"
    assert other.get("/favourites").status_code == 200
    done = admin.post(path, data={"do": "role", "role": "auditor"}).headers["location"]
    assert "The role is changed." in shown(admin.get(done))
    assert other.get("/admin/usage").status_code == 200
    admin.post(path, data={"do": "role", "role": "coder"})
    assert other.get("/admin/usage").status_code == 403
    admin.post(path, data={"do": "plan", "plan": "free"})
    assert "plan free" in shown(admin.get(path))
    assert admin.post(path, data={"do": "plan", "plan": "gold"}).status_code == 422
    plans = shown(admin.get("/admin/plans"))
    assert "Free account free new accounts" in plans
    assert "People1" in plans
    admin.post(path, data={"do": "give-seat"})
    assert "CPT seat 1" in shown(admin.get(path))
    assert "1 of 1 seat of your AMA licence is taken" in shown(admin.get(own := f"/admin/people/{admin.account.id}"))
    assert admin.post(own, data={"do": "give-seat"}).status_code == 429
    admin.post(path, data={"do": "take-seat"})
    assert "0 of 1 seat" in shown(admin.get(path))
    admin.post(path, data={"do": "disable"})
    assert other.get("/favourites").status_code in (303, 401)
    admin.post(path, data={"do": "enable"})
    assert admin.post(path, data={"do": "burn"}).status_code == 422
    assert admin.post("/admin/people/" + "0" * 32, data={"do": "disable"}).status_code == 404
    own = f"/admin/people/{admin.account.id}"
    assert admin.post(own, data={"do": "disable"}).status_code == 403
    assert hospital["coder"].post(own, data={"do": "disable"}).status_code == 403


def letters(home: Path) -> list[str]:
    return sorted(file.read_text("utf-8") for file in (home / "mail").rglob("*") if file.is_file())


def test_an_admin_invites_a_person_and_sends_a_link_for_a_new_password(hospital):
    admin, other = hospital["admin"], hospital["other"]
    before = len(letters(admin.home)) if (admin.home / "mail").is_dir() else 0
    invited = {"email": "new.admin@example.org", "role": "auditor", "plan": "member"}
    assert admin.post("/admin/people", data=invited).headers["location"] == "/admin/people?done=invited"
    assert admin.post("/admin/people", data=invited | {"role": "king"}).status_code == 422
    assert admin.post("/admin/people", data=invited | {"plan": "gold"}).status_code == 422
    assert hospital["coder"].post("/admin/people", data=invited).status_code == 403
    text = shown(admin.get("/admin/people?done=invited"))
    assert "new.admin@example.org auditor, until 2026-06-09 12:00 UTC" in text
    admin.post(f"/admin/people/{other.account.id}", data={"do": "reset-link"})
    sent = letters(admin.home)[-2:] if before == 0 else letters(admin.home)
    assert any("/invitation/" in letter and "new.admin@example.org" in letter for letter in sent)
    assert any("/new-password/" in letter and "other@example.org" in letter for letter in sent)
    (key,) = html.document_fromstring(admin.get("/admin/people").text).xpath("//input[@name='invitation']/@value")
    admin.post("/admin/people/invitations", data={"invitation": key})
    assert "new.admin@example.org" not in shown(admin.get("/admin/people"))


def test_a_team_is_made_by_an_admin_and_kept_by_its_lead(hospital):
    admin, coder, viewer = hospital["admin"], hospital["coder"], hospital["viewer"]
    team = admin.post("/admin/teams", data={"name": "Cardiology"}).headers["location"]
    assert coder.get(team).status_code == coder.post(team, data={"do": "rename", "name": "x"}).status_code == 404
    for email in ("coder@example.org", "viewer@example.org", "new@example.org"):
        assert admin.post(team, data={"do": "add", "email": email, "role": "coder"}).status_code == 303
    assert "new@example.org" in shown(admin.get(team))
    assert coder.get(team).status_code == 200
    assert coder.post(team, data={"do": "rename", "name": "Heart"}).status_code == 403
    admin.post(team, data={"do": "lead", "account": coder.account.id})
    assert coder.post(team, data={"do": "rename", "name": "Heart"}).status_code == 303
    assert coder.post(team, data={"do": "lead", "account": admin.account.id}).status_code == 404
    assert coder.post(team, data={"do": "add", "email": "new2@example.org", "role": "admin"}).status_code == 422
    (key,) = html.document_fromstring(coder.get(team).text).xpath("//input[@name='invitation']/@value")
    assert coder.post(team, data={"do": "withdraw", "invitation": key}).status_code == 303
    assert "new@example.org" not in shown(coder.get(team))
    assert coder.post(team, data={"do": "delete"}).status_code == 403
    assert viewer.post(team, data={"do": "remove", "account": coder.account.id}).status_code == 403
    assert viewer.post(team, data={"do": "remove", "account": viewer.account.id}).headers["location"] == "/teams"
    assert viewer.get(team).status_code == 404
    assert "Heart" in shown(coder.get("/teams"))
    assert admin.post(team, data={"do": "delete"}).headers["location"] == "/teams"


def test_the_trail_is_filtered_exported_and_verified(hospital):
    auditor, admin = hospital["auditor"], hospital["admin"]
    admin.post("/admin/teams", data={"name": "=Trail"})
    actor = f"account:{admin.account.id}"
    text = shown(auditor.get(f"/admin/audit?action=team.created&actor={actor}"))
    assert "team.created" in text
    assert "No such rows" in shown(auditor.get("/admin/audit?first=2030-01-01"))
    lines = [json.loads(line) for line in auditor.get("/admin/audit/export/ndjson").text.splitlines()]
    assert [line["number"] for line in lines] == list(range(1, len(lines) + 1))
    assert lines[-1]["action"] == "audit.exported"
    rows = list(csv.DictReader(io.StringIO(auditor.get(f"/admin/audit/export/csv?actor={actor}").text)))
    assert {row["actor"] for row in rows} == {actor}
    assert "The chain is whole" in shown(auditor.get("/admin/audit/verification"))
    checkpoint = json.loads(auditor.get("/admin/audit/checkpoint").text)
    assert checkpoint["number"] >= len(lines)
    for wrong in ("before=x", "first=31.12.2026"):
        assert auditor.get(f"/admin/audit?{wrong}").status_code == 422
    assert auditor.get("/admin/audit/export/pdf").status_code == 422


def test_health_names_what_is_out_of_order(hospital):
    text = shown(hospital["auditor"].get("/admin/health"))
    assert "Releases" in text
    assert "SQLite" in text
    assert "sign-in required" in text


def import_form(client, content: bytes, name: str = "GPCI2026.csv.xz", **fields: str):
    token = html.document_fromstring(client.get("/admin/teams").text).xpath("//input[@name='form_token']/@value")[0]
    whole = {"form_token": token, "source": "gpci", "release": "2026", "first_day": "2026-01-01"} | fields
    files = {"files": (name, content, "application/octet-stream")}
    origin = {"Origin": "http://localhost"}  # as a browser sends it: the token stands in the body alone
    return TestClient.request(client, "POST", "/admin/releases/upload", data=whole, files=files, headers=origin)


def test_a_release_is_imported_from_the_browser(hospital):
    admin = hospital["admin"]
    begun = import_form(admin, GPCI.read_bytes(), accept="yes", accepted_by="Ada Admin")
    assert begun.status_code == 303, begun.text[:300]
    page = shown(admin.get(begun.headers["location"]))
    assert "Ready" in page
    assert "gpci 2026" in page
    assert [release.title for release in Shelf(admin.home)] == ["gpci 2026"]
    state = admin.get(begun.headers["location"] + "/state").json()
    assert (state["status"], state["over"]) == ("done", True)
    assert "Import of Geographic practice cost indices" in shown(admin.get("/admin/releases"))
    trail = admin.get("/admin/audit/export/ndjson?action=release").text
    assert [json.loads(line)["action"] for line in trail.splitlines()] == ["release.import-asked", "release.ready"]


def test_a_broken_file_fails_and_leaves_the_release_before(hospital):
    admin = hospital["admin"]
    before = [release.sha256 for release in Shelf(admin.home)]
    begun = import_form(admin, b"no such file\n" * 100, name="x.csv")
    page = shown(admin.get(begun.headers["location"]))
    assert "Failed" in page
    assert [release.sha256 for release in Shelf(admin.home)] == before


def test_a_source_under_a_licence_asks_for_it(hospital):
    admin = hospital["admin"]
    assert import_form(admin, b"x", source="mpfs").status_code == 403
    assert import_form(admin, b"x", source="mpfs", accept="yes", accepted_by=" ").status_code == 403
    assert admin.post("/admin/releases/sync", data={"source": "mpfs"}).status_code == 403
    assert list((admin.home / "jobs").glob("*/files/*")) == []


def test_an_upload_needs_the_permission_before_its_body_is_read(hospital):
    async def receive():
        raise AssertionError("the body was read")

    for name in ("coder", "auditor"):
        client, statuses = hospital[name], []

        async def send(message, statuses=statuses):
            statuses.append(message.get("status"))

        headers = [(b"host", b"localhost"), (b"cookie", f"codewell-session={client.cookies['codewell-session']}".encode())]
        path = "/admin/releases/upload"
        scope = {"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"", "scheme": "http"}
        scope |= {
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("localhost", 80),
            "http_version": "1.1",
            "root_path": "",
        }
        anyio.run(client.app, scope, receive, send)
        assert statuses[0] == 403


def test_a_forged_or_missing_boundary_is_refused(hospital):
    admin = hospital["admin"]
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    broken = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\nrows that never end'
    for content, kind in ((broken, headers), (b"a=b", {"Content-Type": "text/plain"})):
        assert admin.post("/admin/releases/upload", content=content, headers=kind).status_code == 422
    assert list((admin.home / "jobs").glob("*/files/*")) == []


def test_an_upload_without_its_token_is_refused(hospital):
    admin = hospital["admin"]
    files = {"files": ("x.csv", b"x" * (BEGINNING * 2))}
    answer = admin.post("/admin/releases/upload", data={"source": "gpci"}, files=files, headers={"X-Form-Token": ""})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("GPCI 2026.csv", "GPCI 2026.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\rvu26d.zip", "rvu26d.zip"),
        (".bashrc", "bashrc"),
        ("..", "upload"),
        ("a\x00b<c>.txt", "a_b_c_.txt"),
        ("x" * 300 + ".zip", "x" * 116 + ".zip"),
    ],
)
def test_an_uploaded_file_gets_a_name_that_leaves_its_folder_nowhere(written, name):
    assert safe_name(written, []) == name


def test_a_second_file_of_a_name_gets_another():
    assert safe_name("a.csv", ["a.csv"]) == "1-a.csv"


def test_a_chart_has_a_bar_for_each_period_in_proportion():
    used = [UsageOfPeriod("2026-05", "code-pages", 10, 10, 1, 1), UsageOfPeriod("2026-06", "code-pages", 40, 0, 2, 0)]
    chart = usage_chart(used)
    may, june = chart.bars
    assert chart.most == 40
    assert (june.accounts_height, june.guests_height, june.accounts_y) == (140, 0, 20)
    assert (may.accounts_height, may.guests_height) == (35, 35)
    assert (may.accounts_y, may.guests_y) == (125, 90)
    assert may.x + may.width <= june.x
    assert usage_chart([]).bars == ()


def test_feedback_is_counted_and_exported_without_whose_it_is_and_without_words_that_were_not_sent(hospital):
    admin = hospital["admin"]
    assert "Nobody has said anything" in shown(admin.get("/admin/feedback"))
    feedback, coder = admin.service.accounts.answer_feedback, hospital["coder"].account
    feedback.note(coder.id, "mue", "answered", helped=True)
    feedback.note(coder.id, "ptp", "no-source", helped=False, question="=Can 77301 and 77014 be billed together?")
    page = shown(admin.get("/admin/feedback"))
    assert "1 of 2 answers helped" in page
    assert "=Can 77301 and 77014 be billed together?" in page
    assert page.count("not sent") == 1
    assert "Coder" not in page
    table = list(csv.reader(io.StringIO(admin.get("/admin/feedback/export/csv").text)))
    assert table[0] == ["at", "intent", "outcome", "helped", "question"]
    # a cell that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV injection)
    assert sorted(row[1:] for row in table[1:]) == [
        ["mue", "answered", "yes", ""],
        ["ptp", "no-source", "no", "'=Can 77301 and 77014 be billed together?"],
    ]
    entries = admin.get("/admin/feedback/export/json").json()["feedback"]
    assert sorted(entries[0]) == ["at", "helped", "intent", "outcome", "question"]
    assert admin.get("/admin/feedback/export/pdf").status_code == 422
