"""The page of radiation oncology tells what it cannot read, and keeps what was chosen."""

from __future__ import annotations

import io
import zipfile

import pytest
from lxml import html


def _archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"not an archive", id="no-archive"),
        pytest.param(_archive(), id="empty-archive"),
        pytest.param(_archive(notes=b"a text"), id="nothing-of-dicom"),
        pytest.param(b"", id="empty-file"),
    ],
)
def test_what_is_no_episode_is_told_with_what_to_do(client, content: bytes) -> None:
    answer = client.post("/radonc", data={"setting": "freestanding"}, files={"file": ("CANARY.zip", content, "application/zip")})
    sheet = html.fromstring(answer.text)
    assert answer.status_code == 422
    assert sheet.xpath("//*[@role='alert']")[0].text_content().strip(" !\n").endswith(".")
    assert sheet.xpath("//select[@name='setting']/option[@selected]/@value") == ["freestanding"]
    assert "CANARY" not in answer.text


@pytest.mark.parametrize(
    ("field", "value"), [("setting", "moon"), ("payer", "nobody"), ("locality", "12")], ids=["setting", "payer", "locality"]
)
def test_a_choice_that_does_not_exist_is_told(client, field: str, value: str) -> None:
    sent = {"file": ("e.zip", _archive(notes=b"a text"), "application/zip")}
    answer = client.post("/radonc", data={field: value}, files=sent)
    assert answer.status_code == 422
    assert html.fromstring(answer.text).xpath("//*[@role='alert']")


def test_every_number_of_levels_is_shown_without_script(client) -> None:
    sheet = html.fromstring(client.get("/radonc/intensity").text)
    for study in sheet.xpath("//section[@data-levels]"):
        levels = [int(plan.get("data-plan").split()[0]) for plan in study.xpath(".//figure[@data-plan]")]
        assert levels == sorted(set(levels))
        assert len(levels) == len(study.xpath(".//g[@data-dot]")) > 3
        for count, plan in zip(levels, study.xpath(".//figure[@data-plan]"), strict=True):
            shades = {one.get("class") for one in plan.xpath(".//rect[starts-with(@class, 'shade')]")}
            assert 1 < len(shades) <= min(count, 10) or count == 1
    assert "decides no code" in sheet.text_content()
