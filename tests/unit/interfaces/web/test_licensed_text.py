"""Licensed text: who has no seat never sees a word of it, on no page and in no answer; who has one sees it with the notice.

The file is made up: invented words under real code numbers, in the layout of the licensed files.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from codewell.accounts.roles import Role
from codewell.accounts.seats import CPT
from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.access import guarded_routes
from codewell.interfaces.web.server import create_app
from codewell.interfaces.web.service import Service
from codewell.releases.bundle import build_bundled, bundled_files
from codewell.tasks.build_reference import build_search_index
from codewell.tasks.import_release import ReleaseImport, import_release
from codewell.tasks.workplace import Workplace
from web_client import WebClient

CANARY, WORD = "Quibblefax", "Zorblatting"
NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)
FILLED = {
    "{system}": "cpt",
    "{code}": "77385",
    "{text}": "77385",
    "{name}": "codewell.css",
    "{section}": "I.A",
    "{term:path}": "Zorblatting",
    "{edit}": "ptp.column-two-not-payable",
}
QUESTIONS = (
    "",
    "?q=zorblatting",
    "?q=zorblattign+of+the",
    "?q=zorb",
    "?first=77385&second=77407&all=1",
    "?code=cpt:77385",
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home into which somebody imported a licensed file, with its indices."""
    folder: Path = tmp_path_factory.mktemp("licensed")
    file = folder / "LONGULT.txt"
    file.write_text(f"77385\t{CANARY} {WORD} of the first\n77407\t{CANARY} {WORD} of the second\n", "latin-1")
    asked = ReleaseImport(
        "cpt", (file,), "2026", date(2026, 1, 1), date(2026, 12, 31), excerpt=True, licence_accepted_by="A. Tester"
    )
    build_bundled(folder / "home", [one for one in bundled_files() if one.source == "starter-pack"])
    import_release(folder / "home", lambda: NOON, asked)
    build_search_index(folder / "home")
    return folder / "home"


@pytest.fixture
def served(home: Path, tmp_path: Path) -> Iterator[tuple[WebClient, Service]]:
    """The app for many, with one seat."""
    service = Service(tmp_path, lambda: NOON, ServiceSettings(requests_per_minute=100_000), serves_only_itself=False)
    app = create_app(Workplace(home, lambda: NOON), service=service)
    with WebClient(app, follow_redirects=True, base_url="http://localhost") as client:
        yield client, service
    service.close()


def sign_in(client: WebClient, service: Service, *, seat: bool) -> None:
    account = service.accounts.people.add("ann@example.org", role=Role.ADMIN, plan="member", verified=True)
    if seat:
        service.accounts.seats.give(CPT, account.id, 1, by="system")
    client.cookies.set(service.cookies.session, service.accounts.sessions.begin(account, "password totp"))


def every_answer(client: WebClient) -> Iterator[tuple[str, str]]:
    """Ask every route of GET in several ways and give address and body."""
    for route in guarded_routes(client.app):
        if "GET" not in route.methods:
            continue
        path = route.path
        for field, value in FILLED.items():
            path = path.replace(field, value)
        for question in QUESTIONS:
            yield path + question, client.get(path + question).text


@pytest.mark.parametrize("signs_in", [False, True], ids=["visitor", "account-without-seat"])
def test_without_a_seat_no_route_shows_a_licensed_word(served, signs_in):
    client, service = served
    if signs_in:
        sign_in(client, service, seat=False)
    answers = list(every_answer(client))
    assert len(answers) > 150
    shown = [address for address, body in answers if CANARY.lower() in body.lower()]
    assert shown == []
    told = [address for address, body in answers if "orblatting of the" in body.lower()]
    assert told == []


def test_with_a_seat_the_words_stand_on_the_page_with_the_notice(served):
    client, service = served
    sign_in(client, service, seat=True)
    page = client.get("/code/cpt/77385").text
    assert CANARY in page
    assert "registered trademark of the American Medical Association" in page
    assert CANARY in client.get("/v1/codes/cpt/77385").text
    assert f"{CANARY} {WORD}" in client.get(f"/v1/search?q={CANARY}+{WORD}+of+the+second").text


def test_who_loses_the_seat_loses_the_words_at_once(served):
    client, service = served
    sign_in(client, service, seat=True)
    assert CANARY in client.get("/code/cpt/77385").text
    (seat,) = service.accounts.seats.taken(CPT)
    service.accounts.seats.take_back(CPT, seat.account_id, by="system")
    page = client.get("/code/cpt/77385").text
    assert CANARY not in page
    assert "seat of the licence" in page


def test_one_person_at_one_machine_needs_no_seat(home, tmp_path):
    app = create_app(Workplace(home, lambda: NOON), service=Service(tmp_path, lambda: NOON, ServiceSettings()))
    with WebClient(app, base_url="http://localhost") as client:
        assert CANARY in client.get("/code/cpt/77385").text


def test_pages_that_are_kept_are_kept_apart(served):
    client, service = served
    assert CANARY not in client.get("/code/cpt/77407").text
    sign_in(client, service, seat=True)
    assert CANARY in client.get("/code/cpt/77407").text
    client.cookies.clear()
    assert CANARY not in client.get("/code/cpt/77407").text


def test_without_the_second_index_search_says_so_and_shows_nothing(home, tmp_path):
    import shutil

    copy = tmp_path / "home"
    shutil.copytree(home, copy, ignore=shutil.ignore_patterns("search-unlicensed"))
    service = Service(tmp_path, lambda: NOON, ServiceSettings(), serves_only_itself=False)
    with WebClient(create_app(Workplace(copy, lambda: NOON), service=service), base_url="http://localhost") as client:
        answer = client.get("/v1/search?q=zorblatting")
    assert answer.status_code == 503
    assert CANARY not in answer.text
