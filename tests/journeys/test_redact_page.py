"""The redaction page in a real browser: paste, compare, decide by keyboard or by form, download; nothing is kept."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from accessible import looks
from codewell.interfaces.web.server import create_app
from codewell.kernel.clock import system_clock
from codewell.tasks.workplace import Workplace
from served_app import answering, environment_of
from web_client import WebClient

NOTE = """Patient: OKONKWO, ROBERT J.  MRN: AB-7508165  DOB: 03/04/1931
Bob Okonkwo, 94 years old, came to St. Mary's Hospital in Fresno, CA 93726 on March 4, 2025.
A Hutchens retractor was used. Parkinson disease is stable.
"""
BUNDLE = json.dumps(
    {
        "resourceType": "Bundle",
        "entry": [
            {"resource": {"resourceType": "Patient", "id": "7508165", "name": [{"family": "Okonkwo", "given": ["Robert"]}]}},
            {
                "resource": {
                    "resourceType": "Observation",
                    "note": [{"text": "Mr. Okonkwo came. A Hutchens retractor was used."}],
                }
            },
        ],
    }
).encode()


@pytest.fixture(scope="module")
def client(tmp_path_factory) -> WebClient:
    """The app over an empty home: redaction asks nothing of the releases."""
    return WebClient(create_app(Workplace(tmp_path_factory.mktemp("home"), system_clock)))


def sent(**given: str) -> dict[str, str]:
    return {"text": NOTE, "policy": "tags", **given}


def fields_of(page: str) -> dict[str, str]:
    """Return the hidden fields of a result's download form."""
    form = page[page.index('class="downloads"') :]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form[: form.index("</form>")]))


def test_a_result_is_not_kept_and_shows_before_and_after(client):
    answer = client.post("/redact", data=sent())
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert "[NAME]" in answer.text
    assert "Okonkwo" in answer.text
    assert "did not let it through" in answer.text


def test_a_document_that_did_not_pass_cannot_be_downloaded_until_decided(client):
    fields = fields_of(client.post("/redact", data=sent()).text)
    refused = client.post("/redact/download", data={**fields, "what": "document"})
    assert refused.status_code == 500
    assert "Hutchens" not in refused.text
    start = NOTE.index("Hutchens")
    decision = {f"d.0.{start}.{start + len('Hutchens')}.NAME": "keep"}
    given = client.post("/redact/download", data={**fields, **decision, "what": "document"})
    assert given.status_code == 200
    assert given.headers["content-disposition"] == 'attachment; filename="redacted.txt"'
    assert given.headers["cache-control"] == "no-store"
    assert "Hutchens retractor" in given.text
    assert "okonkwo" not in given.text.lower()
    taken = client.post("/redact/download", data={**fields, **dict.fromkeys(decision, "redact"), "what": "document"})
    assert "A [NAME] retractor" in taken.text


def test_the_audit_downloads_without_text(client):
    fields = fields_of(client.post("/redact", data=sent()).text)
    page = client.post("/redact/download", data={**fields, "what": "audit.html"})
    values = client.post("/redact/download", data={**fields, "what": "audit.json"})
    assert page.headers["content-disposition"] == 'attachment; filename="audit.html"'
    assert values.json()["audit"]["documents"][0]["second_pass"]["passed"] is False
    assert [one for one in ("okonkwo", "7508165", "fresno", "bookwalter") if one in (page.text + values.text).lower()] == []


def test_surrogates_stay_the_same_between_page_and_download(client):
    page = client.post("/redact", data=sent(policy="surrogates", text="Mr. Okonkwo slept.")).text
    given = client.post("/redact/download", data={**fields_of(page), "what": "document"}).text
    assert re.fullmatch(r"Mr\. [A-Z][a-z]+ slept\.", given)
    assert re.search(r"\w+(?=</mark> slept)", page[page.index('aria-label="After"') :])[0] in given


@pytest.mark.parametrize(
    "broken",
    [{"text": " "}, {"text": "", "content": "%%%"}, {"policy": "burn"}, {"d.0.9.3.NAME": "keep"}, {"secret-again": "zz"}],
)
def test_a_broken_form_is_refused_without_quoting_it(client, broken):
    answer = client.post("/redact", data=sent(**broken))
    assert answer.status_code == 422
    assert "Okonkwo" not in answer.text


def test_a_dropped_file_is_read(client):
    answer = client.post("/redact", data={"policy": "masks"}, files={"file": ("okonkwo.txt", NOTE.encode())})
    assert "OKONKWO" in answer.text
    assert "okonkwo.txt" not in answer.text
    assert base64.b64decode(fields_of(answer.text)["content"]).decode() == NOTE


def test_a_document_of_fields_is_decided_on_and_downloads(client):
    page = client.post("/redact", data={"policy": "tags"}, files={"file": ("a.json", BUNDLE)}).text
    (name,) = re.findall(r'name="(d\.[0-9.]+\.NAME)" value="keep"', page)
    fields = fields_of(page)
    assert client.post("/redact/download", data={**fields, "what": "document"}).status_code == 500
    given = client.post("/redact/download", data={**fields, name: "keep", "what": "document"})
    assert given.status_code == 200
    assert given.headers["content-disposition"] == 'attachment; filename="redacted.json"'
    note = given.json()["entry"][1]["resource"]["note"][0]["text"]
    assert note == "Mr. [NAME] came. A Hutchens retractor was used."


def test_the_api_answers_text_or_spans(client):
    answer = client.post("/v1/redact", json={"text": "Mr. Okonkwo came on 3/4/2021."})
    assert (answer.json()["text"], answer.headers["cache-control"]) == ("Mr. [NAME] came on [DATE].", "no-store")
    spans = client.post("/v1/redact", json={"text": "Mr. Okonkwo came.", "spans": True}).json()["spans"]
    assert [(one["start"], one["end"], one["type"]) for one in spans] == [(4, 11, "NAME")]
    refused = client.post("/v1/redact", json={"text": "A Hutchens retractor of Okonkwo.", "verify": True})
    assert refused.json()["slug"] == "phi.not-verified"
    assert "Hutchens" not in refused.text
    assert "Okonkwo" not in client.post("/v1/redact", json={"text": "Okonkwo", "shoe": 1}).text


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    home = tmp_path_factory.mktemp("served")
    with answering(environment_of(home), home / "log", searches=False) as found:
        yield found
    left = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert b"Okonkwo" not in left
    assert b"7508165" not in left


def opened(chromium, address: str, **given):
    """Return a tab that fails on anything the browser complains about or that leaves the app."""
    context = chromium.new_context(base_url=address, **given)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("request", lambda one: complaints.append(one.url) if not one.url.startswith(address) else None)
    return context, page, complaints


def redacted(page) -> None:
    """Redact the note and wait for the result: its address is that of the form, and a click may return before it is there."""
    page.goto("/redact")
    page.get_by_label("The document").fill(NOTE)
    page.get_by_role("button", name="Take identifiers out").click()
    page.locator(".redacted").wait_for()
    page.wait_for_load_state("load")


@pytest.mark.browser
def test_the_keyboard_decides_and_the_document_downloads(chromium, address, tmp_path):
    context, page, complaints = opened(chromium, address)
    redacted(page)
    assert page.url == f"{address}/redact"
    assert page.get_by_role("button", name="Download the document").is_disabled()
    places = page.locator("[data-doubt]")
    while "Hutchens" not in places.locator("visible=true").locator("mark").inner_text():
        page.keyboard.press("ArrowRight")
    page.keyboard.press("a")
    page.keyboard.press("u")
    assert page.locator("[data-doubt]:visible input:checked").count() == 0
    page.keyboard.press("?")
    assert page.locator("[data-help]").is_visible()
    page.keyboard.press("k")
    assert "All" in page.locator("[data-count]").inner_text() or "Place" in page.locator("[data-count]").inner_text()
    page.locator("[data-doubt]:visible").press("Enter")
    page.get_by_text("The second pass let it through").wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the document").click()
    target = tmp_path / "redacted.txt"
    waiting.value.save_as(target)
    assert waiting.value.suggested_filename == "redacted.txt"
    assert "Hutchens retractor" in target.read_text()
    assert "okonkwo" not in target.read_text().lower()
    context.close()
    assert complaints == []


@pytest.mark.browser
def test_without_script_the_form_decides(chromium, address):
    context, page, complaints = opened(chromium, address, java_script_enabled=False)
    redacted(page)
    place = page.locator("[data-doubt]").filter(has_text="verify.name-word")
    place.get_by_label("redact").check()
    page.get_by_role("button", name="Apply the decisions").click()
    assert "let it through" in page.locator(".status").inner_text()
    assert page.get_by_label("After", exact=True).last.get_by_text("A [NAME] retractor").count() == 1
    context.close()
    assert complaints == []


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), looks(narrow=320))
def test_form_and_result_fit_their_screen(chromium, address, width, scheme):
    context, page, _ = opened(chromium, address, viewport={"width": width, "height": 800}, color_scheme=scheme)
    fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    page.goto("/redact")
    assert page.evaluate(fits)
    redacted(page)
    assert page.evaluate(fits)
    page.set_input_files("input[type=file]", {"name": "a.json", "mimeType": "application/json", "buffer": BUNDLE})
    page.get_by_role("button", name="Take identifiers out").click()
    page.locator(".field-table").wait_for()
    page.wait_for_load_state("load")
    assert page.evaluate(fits)
    context.close()


def test_the_spans_of_the_stream_and_of_the_api_agree(client, tmp_path: Path):
    from codewell.kernel.text import ClinicalText
    from codewell.tasks.redact_note import find_in_note

    found = [[one.start, one.end, one.type.value] for one in find_in_note(ClinicalText(NOTE))]
    spans = json.loads(client.post("/v1/redact", json={"text": NOTE, "spans": True}).text)["spans"]
    assert [[one["start"], one["end"], one["type"]] for one in spans] == found


def chart() -> bytes:
    """A PDF of two pages; large enough for a server to spool it to a file if it did."""
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    written = io.BytesIO()
    drawn = canvas.Canvas(written, pageCompression=0)
    drawn.setTitle("Chart of Annelise Abernathy")
    drawn.drawString(60, 700, "Patient: Annelise Abernathy   DOB: 03/14/1957   MRN: 75081653")
    drawn.showPage()
    drawn.drawString(60, 700, "Mrs. Abernathy has asthma. Plan: albuterol.")
    drawn.save()
    return written.getvalue() + b"\n% " + b"x" * 2_000_000


@pytest.mark.browser
def test_a_pdf_is_uploaded_and_comes_back_without_its_identifiers(chromium, address, tmp_path):
    pypdf = pytest.importorskip("pypdf")
    file, result = tmp_path / "chart.pdf", tmp_path / "redacted.pdf"
    file.write_bytes(chart())
    context, page, complaints = opened(chromium, address)
    page.goto("/redact")
    page.set_input_files("input[type=file]", str(file))
    page.get_by_role("button", name="Take identifiers out").click()
    page.wait_for_selector(".redacted")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the document").click()
    waiting.value.save_as(result)
    context.close()
    assert complaints == []
    texts = ["\n".join(one.extract_text() for one in pypdf.PdfReader(result).pages)]
    if shutil.which("pdftotext"):
        texts.append(subprocess.run(["pdftotext", str(result), "-"], capture_output=True, check=True, text=True).stdout)
    for text in [*texts, result.read_bytes().decode("latin-1")]:
        assert [planted for planted in ("Abernathy", "Annelise", "75081653", "03/14") if planted in text] == []
    assert all("asthma" in text for text in texts)
