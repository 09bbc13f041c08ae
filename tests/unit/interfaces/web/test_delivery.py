"""How answers travel: 304 only where nothing changed, compressed only where that tells nobody anything."""

from __future__ import annotations

import gzip

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from codewell.interfaces.web.delivery import Delivery, accepts_gzip, same_tag
from codewell.interfaces.web.stopwatch import Stopwatch

LONG = "a code and its words " * 200


async def text(request: Request) -> Response:
    return PlainTextResponse(LONG, headers={"ETag": 'W/"one"', "Vary": "Cookie"})


async def short(request: Request) -> Response:
    return PlainTextResponse("short")


async def picture(request: Request) -> Response:
    return Response(LONG.encode(), media_type="image/png")


async def pieces(request: Request) -> Response:
    return StreamingResponse(iter([LONG, LONG]), media_type="text/plain")


@pytest.fixture
def plain() -> TestClient:
    """An app of four answers; the client asks for no compression unless a test does."""
    routes = [Route(f"/{each.__name__}", each, methods=["GET", "POST"]) for each in (text, short, picture, pieces)]
    app = Stopwatch(Delivery(Starlette(routes=routes)))
    return TestClient(app, headers={"Accept-Encoding": "identity"})


ASKS = {"Accept-Encoding": "br, gzip"}


def test_a_text_is_compressed_and_says_so(plain) -> None:
    with plain.stream("GET", "/text", headers=ASKS) as answer:
        sent = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-length"] == str(len(sent))
    assert gzip.decompress(sent).decode() == LONG
    assert {"Cookie", "Accept-Encoding"} == {name.strip() for name in answer.headers["vary"].split(",")}


def test_who_does_not_ask_gets_it_as_it_is_and_caches_are_told(plain) -> None:
    answer = plain.get("/text")
    assert "content-encoding" not in answer.headers
    assert "Accept-Encoding" in answer.headers["vary"]
    assert answer.text == LONG


@pytest.mark.parametrize("path", ["/short", "/picture", "/pieces"])
def test_what_gains_nothing_or_comes_in_pieces_passes(plain, path: str) -> None:
    answer = plain.get(path, headers=ASKS)
    assert "content-encoding" not in answer.headers
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("site", "cookie", "compressed"),
    [
        pytest.param("cross-site", "session=1", False, id="another-site-with-the-reader's-cookie"),
        pytest.param("same-site", "session=1", False, id="a-neighbouring-host-with-the-reader's-cookie"),
        pytest.param("cross-site", "", True, id="another-site-to-a-stranger"),
        pytest.param("same-origin", "session=1", True, id="the-app-itself"),
        pytest.param("none", "session=1", True, id="typed-by-the-reader"),
        pytest.param("", "session=1", True, id="an-old-browser"),
    ],
)
def test_no_other_site_can_weigh_a_signed_in_answer(plain, site: str, cookie: str, compressed: bool) -> None:
    said = {"Sec-Fetch-Site": site, "Cookie": cookie}
    answer = plain.get("/text", headers=ASKS | {name: value for name, value in said.items() if value})
    assert ("content-encoding" in answer.headers) is compressed
    assert answer.text == LONG


@pytest.mark.parametrize("known", ['W/"one"', '"one"', '"zero", W/"one"'])
def test_the_reader_s_own_copy_is_not_sent_again(plain, known: str) -> None:
    answer = plain.get("/text", headers=ASKS | {"If-None-Match": known})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == 'W/"one"'
    assert "content-type" not in answer.headers


@pytest.mark.parametrize("known", ['W/"two"', "one", "*", ""])
def test_another_copy_is_replaced(plain, known: str) -> None:
    assert plain.get("/text", headers={"If-None-Match": known}).text == LONG


def test_only_get_is_answered_with_304_and_timed(plain) -> None:
    answer = plain.post("/text", headers={"If-None-Match": 'W/"one"'})
    assert answer.status_code == 200
    assert "server-timing" not in answer.headers
    assert plain.get("/text").headers["server-timing"].startswith("app;dur=")


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [("gzip", True), ("br;q=1.0, gzip;q=0.5", True), ("gzip;q=0", False), ("br, gzip; q=0.0", False), ("identity", False)],
)
def test_gzip_is_taken_where_it_is_named_and_not_refused(accepted: str, takes: bool) -> None:
    assert accepts_gzip(accepted) is takes


def test_no_tag_is_no_match() -> None:
    assert not same_tag("", "")


@pytest.mark.parametrize(
    "address", ["/v1/codes/icd10cm/E11.22?on=2026-06-02", "/v1/codes/J1100", "/v1/search?q=sugar", "/v1/releases"]
)
def test_the_api_sends_an_answer_of_the_same_releases_once(client, address: str) -> None:
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])


def test_another_day_or_question_has_another_tag(client) -> None:
    addresses = ("/v1/codes/icd10cm/E11.22?on=2026-06-02", "/v1/codes/icd10cm/E11.22?on=2026-06-03", "/v1/codes/icd10cm/E10")
    assert len({client.get(address).headers["etag"] for address in addresses}) == 3


def test_a_refusal_has_no_tag(client) -> None:
    assert "etag" not in client.get("/v1/codes/icd10cm/E99.99").headers


def test_a_page_is_sent_again_only_where_it_changed(client) -> None:
    first = client.get("/code/icd10cm/E11.22?on=2026-06-02")
    known = {"If-None-Match": first.headers["etag"]}
    assert client.get("/code/icd10cm/E11.22?on=2026-06-02", headers=known).status_code == 304
    assert client.get("/code/icd10cm/E11.22?on=2026-06-03", headers=known).status_code == 200
    assert first.headers["cache-control"] == "private, no-cache"


def test_static_files_travel_compressed(client) -> None:
    packed = client.get("/static/codewell.css", headers={"Accept-Encoding": "gzip"})
    plain_text = client.get("/static/codewell.css", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain_text.headers
    assert packed.content == plain_text.content


@pytest.mark.parametrize("address", ["/v1/browse", "/v1/localities", "/v1/suggest?q=dia"])
def test_every_answer_of_the_api_that_may_be_kept_names_its_content(client, address: str) -> None:
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_what_is_a_persons_own_is_named_nowhere(client) -> None:
    own = client.get("/v1/favourites")
    assert own.status_code == 200
    assert "no-store" in own.headers["cache-control"]
    assert "etag" not in own.headers
