"""The API's own description: complete, with an example for each request, and the page that shows it."""

from __future__ import annotations

import pytest

from codewell.accounts.roles import Role
from codewell.interfaces.service_settings import ServiceSettings

ANSWERS = ("401", "403", "422", "429", "default")


@pytest.fixture
def document(client):
    return client.get("/v1/openapi.json").json()


def operations(document):
    return [(f"{method.upper()} {path}", said) for path, methods in document["paths"].items() for method, said in methods.items()]


def test_every_operation_tells_how_it_is_refused(document):
    for name, said in operations(document):
        for status in ANSWERS:
            told = "application/fhir+json" if " /fhir" in name else "application/problem+json"
            assert told in said["responses"][status]["content"], f"{name} {status}"


def test_every_request_has_an_example(document):
    for name, said in operations(document):
        for parameter in said.get("parameters", ()):
            if parameter["required"]:
                assert "example" in parameter, f"{name} {parameter['name']}"
        if "requestBody" in said:
            (body,) = said["requestBody"]["content"].values()
            assert "example" in body, name


def test_every_operation_says_which_scope_a_key_needs(document):
    scopes = {name: said["security"][0]["key"] for name, said in operations(document)}
    assert scopes["GET /v1/codes/{code}"] == ["codes:read"]
    assert scopes["POST /v1/code"] == ["tools:use"]
    assert scopes["GET /v1/worklists"] == ["worklists:use"]
    assert set(document["components"]["securitySchemes"]) == {"key", "session"}


def test_every_reference_leads_somewhere(document):
    def walk(part):
        if isinstance(part, dict):
            if "$ref" in part:
                yield part["$ref"]
            for one in part.values():
                yield from walk(one)
        elif isinstance(part, list):
            for one in part:
                yield from walk(one)

    for reference in set(walk(document)):
        found = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]


@pytest.mark.parametrize("name", ["POST /v1/claims/check", "POST /v1/redact", "POST /v1/code", "POST /v1/code-note"])
def test_the_example_of_a_body_is_taken(client, document, name):
    """The body is read; what then answers may lack its release in this small app."""
    method, path = name.split()
    body = document["paths"][path][method.lower()]["requestBody"]["content"]["application/json"]["example"]
    answer = client.post(path, json=body)
    assert answer.status_code in (200, 503), answer.text


def test_the_page_shows_every_operation_with_a_command(page, words, document):
    shown = page("/api")
    listed = shown.findall(".//details[@class='operation']")
    assert len(listed) == len(operations(document))
    for one in listed:
        assert "curl" in words(one.find(".//pre"))
    assert "Authorization" not in shown.text_content(), "nobody needs a key at this machine"


def test_the_page_names_the_key_where_one_is_needed(served):
    (client,) = served(ServiceSettings(address="https://codes.example"), "203.0.113.7")
    text = client.get("/api").text
    assert "Authorization: Bearer" in text
    assert "https://codes.example/v1/codes/icd10cm/E11.22" in text


def test_a_key_is_made_on_the_account_page_shown_once_and_revoked(served):
    (client,), service = served(ServiceSettings(), "203.0.113.7"), served.service()
    account = service.accounts.people.add("ann@example.org", role=Role.VIEWER, plan="free", verified=True)
    client.cookies.set(service.cookies.session, service.accounts.sessions.begin(account, "password"))
    client.form_page = "/account/keys"
    asked = {"name": "nightly", "scopes": ["codes:read", "tools:use"], "per_minute": "30", "days": "30"}
    made = client.post("/account/keys", data=asked)
    assert made.status_code == 200
    assert made.headers["cache-control"] == "no-store"
    secret = made.text.partition("<code>cw_")[2].partition("<")[0]
    assert len(secret) >= 40
    (key,) = service.accounts.api_keys.of_account(account.id)
    assert (key.per_minute, set(key.scopes)) == (30, {"codes:read"}), "a viewer's key uses no tools"
    held = client.get("/account").text
    assert "nightly" in held
    assert secret not in held
    assert client.get("/v1/releases", headers={"Authorization": f"Bearer cw_{secret}"}).status_code == 200
    assert client.post("/account/keys/revoke", data={"key": key.id}).status_code == 303
    assert client.get("/v1/releases", headers={"Authorization": f"Bearer cw_{secret}"}).status_code == 401


def test_a_key_without_scope_is_refused_on_the_form(served):
    (client,), service = served(ServiceSettings(), "203.0.113.7"), served.service()
    account = service.accounts.people.add("ann@example.org", role=Role.CODER, plan="free", verified=True)
    client.cookies.set(service.cookies.session, service.accounts.sessions.begin(account, "password"))
    client.form_page = "/account/keys"
    refused = client.post("/account/keys", data={"name": "x", "per_minute": "30", "days": "30"})
    assert refused.status_code == 422
    assert "at least one thing" in refused.text
