"""Favourites, recent codes and worklists as pages and as data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from lxml import html

from codewell.accounts.roles import Role
from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.server import create_app
from codewell.interfaces.web.service import Service
from signed_in import SignedIn, sign_in
from web_client import WebClient

CSV = "code,remark\n77385,IMRT\nE11.22,\nnothing,\nE11.22,again\n"


@pytest.fixture(scope="module")
def client(workplace_in, tmp_path_factory) -> Iterator[WebClient]:
    """A browser without script at a machine that serves only itself, for all tests here: each keeps lists of its own."""
    with WebClient(
        create_app(workplace_in(tmp_path_factory.mktemp("kept"))), follow_redirects=False, base_url="http://localhost"
    ) as made:
        yield made


@pytest.fixture(scope="module")
def hospital(workplace_in, tmp_path_factory) -> Iterator[tuple[FastAPI, Service]]:
    """An app in which everybody signs in, over the same few codes, and its service."""
    workplace = workplace_in(tmp_path_factory.mktemp("hospital"))
    service = Service(workplace.home, workplace.clock, ServiceSettings(sign_in="required"), serves_only_itself=False)
    yield create_app(workplace, service=service), service
    service.close()


def made(client, **fields: str) -> str:
    answer = client.post("/worklists", data={"name": "Clinic", **fields})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].rpartition("/")[2]


def codes_of(client, worklist: str) -> list[tuple[str, str]]:
    held = client.get(f"/v1/worklists/{worklist}").json()
    return [(one["code"], one["remark"]) for one in held["codes"]]


def test_a_favourite_is_added_and_removed_from_the_page_that_keeps_a_code(client, page, words):
    keep = page("/keep?code=icd10cm:E11.22&on=2026-06-02")
    assert "Keep E11.22" in words(keep.find(".//h1"))
    form = {"code": "icd10cm:E11.22", "do": "add", "back": "/code/icd10cm/E11.22"}
    assert client.post("/favourites", data=form).headers["location"] == "/code/icd10cm/E11.22"
    assert "E11.22 Official words of E11.22" in words(page("/favourites").find(".//main"))
    assert "Remove from favourites" in words(page("/keep?code=icd10cm:E11.22"))
    client.post("/favourites", data=form | {"do": "remove"})
    assert "None yet" in words(page("/favourites").find(".//main"))


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", ""])
def test_going_back_never_leads_to_another_site(client, back):
    answer = client.post("/favourites", data={"code": "icd10cm:E11.22", "do": "remove", "back": back})
    assert answer.headers["location"] == "/favourites"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/keep", 422),
        ("/keep?code=E11.22", 422),
        ("/keep?code=loinc:1", 422),
        ("/keep?code=icd10cm:<b>", 422),
        ("/worklists/x", 404),
    ],
)
def test_what_names_nothing_is_refused_in_words(page, path, status):
    page(path, status)


def test_recents_can_be_switched_off_and_on(client, page, words):
    client.post("/recents", data={"do": "off"})
    assert "Recent codes are not kept" in words(page("/favourites"))
    client.post("/recents", data={"do": "on"})
    assert "The last fifty codes" in words(page("/favourites"))


def test_a_worklist_is_made_changed_and_seen_on_the_day(client, page, words):
    worklist = made(client, description="What we see")
    shown = page(f"/worklists/{worklist}")
    assert "No codes yet" in words(shown)
    client.post(f"/worklists/{worklist}", data={"edition": "1", "do": "add", "codes": "77385 e11.22, J1100", "remark": "new"})
    assert codes_of(client, worklist) == [("77385", "new"), ("E11.22", "new"), ("J1100", "new")]
    shown = page(f"/worklists/{worklist}")
    text = words(shown.find(".//main"))
    assert "2 of 3 may be reported on" in text
    assert "Ended 2025-12-31" in text
    assert "Use instead: 77407 Delivery, level two" in text
    move = {"edition": "2", "do": "up hcpcs:J1100", "remark:icd10cm:E11.22": "with  CKD", "remark:cpt:77385": ""}
    assert client.post(f"/worklists/{worklist}", data=move).headers["location"] == f"/worklists/{worklist}#codes"
    assert codes_of(client, worklist) == [("77385", ""), ("J1100", "new"), ("E11.22", "with CKD")]
    client.post(f"/worklists/{worklist}", data={"edition": "3", "do": "remove cpt:77385"})
    client.post(f"/worklists/{worklist}", data={"edition": "4", "do": "rename", "name": "Ward", "description": ""})
    assert "took out 77385" in words(page(f"/worklists/{worklist}"))
    assert page(f"/worklists/{worklist}").findtext(".//h1") == "Ward"
    client.post(f"/worklists/{worklist}/delete", data={"edition": "5"})
    page(f"/worklists/{worklist}", 404)


def test_a_form_of_an_older_edition_is_refused_with_what_changed(client, words):
    worklist = made(client)
    client.post(f"/worklists/{worklist}", data={"edition": "1", "do": "add", "codes": "E11.22"})
    answer = client.post(f"/worklists/{worklist}", data={"edition": "1", "do": "add", "codes": "77385"})
    assert answer.status_code == 409
    assert "This machine added E11.22" in words(html.document_fromstring(answer.text))


def test_codes_go_into_a_list_or_a_new_one_from_the_page_that_keeps_them(client):
    first = client.post("/worklists/add", data={"do": "add", "code": ["cpt:77385", "hcpcs:J1100"], "name": "New"})
    worklist = re.fullmatch(r"/worklists/([0-9a-f]{32})\?done=added", first.headers["location"]).group(1)
    client.post("/worklists/add", data={"do": "add", "code": "icd10cm:E11.22", "worklist": worklist, "remark": "why"})
    assert codes_of(client, worklist) == [("77385", ""), ("J1100", ""), ("E11.22", "why")]


def test_a_file_is_imported_with_a_report_of_its_lines(client, words):
    answer = client.post("/worklists/import", files={"file": ("clinic list.csv", CSV, "text/csv")}, data={"name": ""})
    assert answer.headers["cache-control"] == "no-store"
    text = words(html.document_fromstring(answer.text).find(".//main"))
    assert "2 codes read" in text
    assert "clinic list" in text
    assert "4nothingUnknown." in text
    assert "5E11.22Repeats line 3; kept once." in text


def test_a_file_without_codes_keeps_nothing(client, words):
    before = client.get("/v1/worklists").json()
    answer = client.post("/worklists/import", files={"file": ("x.txt", "nothing here\n", "text/plain")})
    assert "No code was read" in words(html.document_fromstring(answer.text))
    assert client.get("/v1/worklists").json() == before


@pytest.mark.parametrize("form", ["csv", "json", "fhir", "txt"])
def test_an_export_is_a_download_that_comes_in_again(client, form):
    worklist = made(client)
    client.post(f"/worklists/{worklist}", data={"edition": "1", "do": "add", "codes": "77385 E11.22", "remark": "why"})
    file = client.get(f"/worklists/{worklist}/export/{form}?on=2026-01-01")
    assert file.headers["content-disposition"].startswith('attachment; filename="clinic.')
    assert file.headers["cache-control"] == "no-store"
    client.post("/worklists/import", files={"file": ("again", file.content, "text/plain")}, data={"name": f"Again {form}"})
    (again,) = [one["id"] for one in client.get("/v1/worklists").json()["worklists"] if one["name"] == f"Again {form}"]
    assert codes_of(client, again) == [("77385", "why"), ("E11.22", "why")]
    assert client.get(f"/worklists/{worklist}/export/pdf").status_code == 422


def test_programs_make_change_share_and_delete_worklists(client):
    body = {"name": "API", "codes": [{"code": "E11.22", "remark": "why"}, {"code": "J1100", "system": "hcpcs"}]}
    answer = client.post("/v1/worklists", json=body)
    assert answer.status_code == 201
    held = answer.json()
    assert (held["edition"], held["count"], held["is_own"], held["team"]) == (1, 2, True, None)
    patch = {
        "edition": 1,
        "add": [{"code": "77385"}],
        "remove": [{"code": "J1100", "system": "hcpcs"}],
        "order": [{"code": "77385"}],
    }
    assert client.patch(f"/v1/worklists/{held['id']}", json=patch).json()["edition"] == 2
    assert codes_of(client, held["id"]) == [("77385", ""), ("E11.22", "why")]
    refused = client.patch(f"/v1/worklists/{held['id']}", json=patch)
    assert (refused.status_code, refused.json()["slug"]) == (409, "input.changed-meanwhile")
    (edition,) = client.get(f"/v1/worklists/{held['id']}/editions").json()["editions"]
    assert edition["what"]["added"] == ["77385"]
    exported = client.get(f"/v1/worklists/{held['id']}/export/fhir")
    assert json.loads(exported.text)["resourceType"] == "ValueSet"
    assert client.put(f"/v1/worklists/{held['id']}/team", json={"edition": 2, "team": "0" * 32}).status_code == 404
    assert client.delete(f"/v1/worklists/{held['id']}?edition=2").status_code == 204
    assert client.get(f"/v1/worklists/{held['id']}").status_code == 404


def test_programs_keep_favourites(client):
    assert client.put("/v1/favourites/icd10cm/E11.22").status_code == 204
    (kept,) = client.get("/v1/favourites").json()["favourites"]
    assert (kept["code"], kept["system"]) == ("E11.22", "icd10cm")
    assert client.delete("/v1/favourites/icd10cm/E11.22").status_code == 204
    assert client.get("/v1/favourites").json() == {"favourites": []}


def test_nothing_is_kept_without_an_account(hospital, client):
    app, _ = hospital
    visitor = SignedIn(app, follow_redirects=False, base_url="http://localhost")
    for path in ("/favourites", "/worklists", "/keep?code=icd10cm:E11.22", "/v1/worklists", "/v1/favourites"):
        assert visitor.get(path).status_code in (303, 401), path


def test_another_persons_and_another_teams_worklists_answer_404(hospital):
    app, service = hospital
    ann, bob, eve = (sign_in(app, service, name, Role.VIEWER) for name in ("Ann", "Bob", "Eve"))
    team = service.accounts.teams.create("account:x", "Oncology").id
    for one in (ann, bob):
        service.accounts.teams.put("account:x", team, one.account.id)
    worklist = made(ann)
    paths = [f"/worklists/{worklist}", f"/worklists/{worklist}/export/csv", f"/v1/worklists/{worklist}"]
    for path in paths:
        assert bob.get(path).status_code == eve.get(path).status_code == 404
    ann.post(f"/worklists/{worklist}/share", data={"edition": "1", "team": team})
    assert [bob.get(path).status_code for path in paths] == [200, 200, 200]
    assert [eve.get(path).status_code for path in paths] == [404, 404, 404]
    add = {"edition": "2", "do": "add", "codes": "E11.22"}
    assert bob.post(f"/worklists/{worklist}", data=add).status_code == 403
    assert eve.post(f"/worklists/{worklist}", data=add).status_code == 404
    ann.post(f"/worklists/{worklist}/share", data={"edition": "2", "team": team, "may_edit": "yes"})
    assert bob.post(f"/worklists/{worklist}", data=add | {"edition": "3"}).status_code == 303
    assert bob.post(f"/worklists/{worklist}/delete", data={"edition": "4"}).status_code == 403
    copied = bob.post(f"/worklists/{worklist}/copy").headers["location"].partition("?")[0]
    assert ann.get(copied).status_code == 404
    assert bob.get(copied).status_code == 200
    with service.accounts.database.reading() as connection:
        from sqlalchemy import select

        from codewell.accounts.schema.record import audit_trail

        actions = [row.action for row in connection.execute(select(audit_trail.c.action)).all()]
    assert actions.count("worklist.changed") == 3
    assert actions.count("worklist.created") == 2


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/favourites", {"code": "icd10cm:E11.22", "do": "add"}),
        ("/recents", {"do": "off"}),
        ("/worklists", {"name": "x"}),
        ("/worklists/add", {"name": "x", "do": "add", "code": "icd10cm:E11.22"}),
    ],
)
def test_a_form_without_its_token_is_refused(client, path, data):
    assert client.post(path, data=data, headers={"X-Form-Token": ""}).status_code == 403


def test_the_page_of_a_code_has_a_star_and_is_the_next_recent_code(client, page, words):
    client.get("/favourites")  # opens the accounts, as the first page of a browser does beside its answer
    star = page("/code/icd10cm/E11.22?on=2026-06-02").find(".//a[@data-star]")
    assert words(star) == "☆ Keep E11.22"
    assert star.get("href") == "/keep?code=icd10cm%3AE11.22&on=2026-06-02"
    client.post("/favourites", data={"code": star.get("data-star"), "do": "add"})
    assert words(page("/code/icd10cm/E11.22").find(".//a[@data-star]")) == "★ Kept E11.22"
    page("/code/cpt/77385")
    recent = page("/favourites").xpath("//section[@id='recent']//a[@class='code']/text()")
    assert sorted(recent) == ["77385", "E11.22"]
    start = page("/").xpath("//section[@aria-labelledby='kept-title']//a[@class='code']/text()")
    assert sorted(start) == ["77385", "E11.22", "E11.22"]
    client.post("/favourites", data={"code": star.get("data-star"), "do": "remove"})


def test_a_page_that_others_get_too_holds_no_star(workplace):
    service = Service(workplace.home, workplace.clock, ServiceSettings(), serves_only_itself=False)
    visitor = SignedIn(create_app(workplace, service=service), follow_redirects=False, base_url="http://localhost")
    ann = sign_in(visitor.app, service, "Ann")
    address = "/code/icd10cm/E11.22?on=2026-06-02"
    assert "data-star=" in ann.get(address).text
    assert "data-star=" not in visitor.get(address).text
    service.close()


def test_search_results_are_chosen_several_at_once(page):
    found = page("/search?q=kidney")
    assert found.xpath("//input[@form='choose']/@value") == ["icd10cm:E11.22", "cpt:77407"]
    assert found.xpath("//form[@id='choose']/@action") == ["/keep"]
    assert found.xpath("//label[@class='choose']/span/text()") == ["Choose E11.22", "Choose 77407"]
