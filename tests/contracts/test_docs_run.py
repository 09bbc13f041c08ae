"""What the documentation shows is what happens, and the site's navigation leads to pages that exist."""

from __future__ import annotations

import doctest
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import codewell
from codewell.interfaces.cli.main import main

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = ["tutorial.md", *sorted(page.relative_to(DOCS).as_posix() for page in (DOCS / "reference").glob("*.md"))]
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


class TolerantLoader(yaml.SafeLoader):
    """Reads MkDocs' own tags as nothing."""


TolerantLoader.add_multi_constructor("tag:yaml.org,2002:python/", lambda *_: None)


def _blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def _pages(navigation: list[object]) -> Iterator[str]:
    for entry in navigation:
        for named in entry.values() if isinstance(entry, dict) else (entry,):
            if isinstance(named, list):
                yield from _pages(named)
            else:
                yield named


@pytest.fixture(autouse=True)
def _bundled_reference(reference_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODEWELL_HOME", str(reference_home))
    monkeypatch.setenv("COLUMNS", "100")


def test_the_tutorial_shows_python_and_commands() -> None:
    assert len(_blocks("tutorial.md", "python")) >= 6
    assert len(_blocks("tutorial.md", "console")) >= 3


@pytest.mark.parametrize("page", PAGES)
def test_python_prints_what_a_page_shows(page: str) -> None:
    told: list[str] = []
    text = "\n".join(_blocks(page, "python"))
    example = doctest.DocTestParser().get_doctest(text, {}, page, page, 0)
    failed, _ = doctest.DocTestRunner(optionflags=FLAGS, verbose=False).run(example, out=told.append)
    assert failed == 0, "".join(told)


@pytest.mark.parametrize("page", PAGES)
def test_commands_print_what_a_page_shows(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    for block in _blocks(page, "console"):
        command, _, shown = block.removeprefix("$ codewell ").partition("\n")
        assert main(shlex.split(command)) == 0
        printed = capsys.readouterr().out
        assert doctest.OutputChecker().check_output(shown, printed, FLAGS), f"{command}\n{printed}"


def test_every_page_of_the_navigation_exists() -> None:
    site = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), TolerantLoader)
    named = list(_pages(site["nav"]))
    assert "tutorial.md" in named
    assert [page for page in named if not (DOCS / page).is_file()] == []


def test_every_function_has_its_place_in_the_python_reference() -> None:
    described = re.findall(r"^::: ([\w.]+)$", (DOCS / "reference/python.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(described) == sorted(f"codewell.interfaces.{module}.{name}" for name, module in codewell._FROM_PYTHON.items())
