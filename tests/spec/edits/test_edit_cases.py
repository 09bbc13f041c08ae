"""Check the claim of every case of the rule book against what its publication says.

A line is written as on a form: `27447 50 x2 @2024-07-03..2024-07-04 in=21 to=1,2` is the code, modifiers, units, days, place of
service and diagnosis pointers; `rev=0250` a revenue code, `charge=-1` a charge (`charge=none` for none). A finding is its
verdict, its lines and, after a `/`, its places among the diagnoses.

The bundled reference answers, but for cases whose `home` is `dated` (a PTP file that states the days of each row), `coverage`
(a made-up export: no real one is at hand) or `whole` (the publishers' whole files, where they lie beside the repository: absence
from a bundled excerpt proves nothing).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from codewell.edits.checking import ClaimChecker
from codewell.kernel.claims import Claim, ClaimLine, Diagnosis, DiagnosisRole, EarlierLine, Patient, Provider, Setting, Sex
from codewell.releases.shelf import Shelf
from codewell.tasks.claim_reference import ShelfClaimReference
from codewell.tasks.import_release import ReleaseImport, import_release

FOLDER = Path(__file__).parent
KEYS = {
    *("edit", "case", "cites", "setting", "payer", "day", "lines", "diagnoses", "place", "received", "born", "sex", "npi"),
    *("admission", "discharge", "state", "history", "home", "expect"),
}
DAY = date(2024, 7, 2)
DATA = Path(__file__).parents[2] / "data"
_QUARTER = (date(2025, 1, 1), date(2025, 3, 31))
HOMES = {
    "dated": [("ncci-ptp-practitioner", "ncci_ptp/ccipra-v322r0-f1.txt", "2026-Q3", date(2026, 7, 1), date(2026, 9, 30))],
    "coverage": [("coverage-articles", "coverage_made_up", None, None, None)],
    "whole": [
        *(
            (f"asc-addendum-{one.lower()}", f"opps_asc/asc_addendum_{one}_20250101.csv.gz", "2025-Q1", *_QUARTER)
            for one in ("AA", "BB", "EE")
        ),
        ("ncci-addon", "ncci/ncci_addon_codes_2024-06-03.csv", "2024-Q3", date(2024, 7, 1), date(2024, 9, 30)),
    ],
}
"""Source, file, release and days of what is imported for a home."""


def cases() -> list[dict[str, Any]]:
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            assert set(case) <= KEYS, f"{path.name}: unknown keys {set(case) - KEYS}"
            assert case["edit"].split(".")[0].replace("-", "_") == path.stem, f"{case['edit']} stands in {path.name}"
            assert case["cites"], f"{case['edit']}: a case says nothing of its source"
            found.append(case)
    return found


def line(number: int, words: str, day: date) -> ClaimLine:
    """Read a line as the module's docstring writes it."""
    fields: dict[str, Any] = {"procedure": "", "date_of_service": day, "charge": Decimal(100)}
    modifiers = []
    for place, word in enumerate(words.split()):
        key, _, value = word.partition("=")
        if word.startswith("@"):
            first, _, last = word[1:].partition("..")
            fields["date_of_service"] = date.fromisoformat(first)
            fields["last_day"] = date.fromisoformat(last) if last else None
        elif key == "in":
            fields["place_of_service"] = value
        elif key == "to":
            fields["diagnosis_pointers"] = tuple(int(one) for one in value.split(","))
        elif key == "rev":
            fields["revenue_code"] = value
        elif key == "charge":
            fields["charge"] = None if value == "none" else Decimal(value)
        elif key == "npi":
            fields["rendering"] = Provider(value)
        elif word.startswith("x") and place:
            fields["units"] = Decimal(word[1:])
        elif place == 0:
            fields["procedure"] = word
        else:
            modifiers.append(word)
    return ClaimLine(number, modifiers=tuple(modifiers), **fields)


def claim(case: dict[str, Any]) -> Claim:
    day = case.get("day", DAY)
    listed = enumerate(case.get("diagnoses", ["C61"]))
    diagnoses = tuple(Diagnosis(code, DiagnosisRole.OTHER if n else DiagnosisRole.FIRST_LISTED) for n, code in listed)
    earlier = [line(n, words, day) for n, words in enumerate(case.get("history", []), start=1)]
    before = Claim(
        "earlier", Setting(case.get("setting", "professional")), tuple(earlier), place_of_service=str(case.get("place", "11"))
    )
    return Claim(
        "1",
        Setting(case.get("setting", "professional")),
        tuple(line(n, words, day) for n, words in enumerate(case.get("lines", ["99213"]), start=1)),
        diagnoses,
        Patient(case.get("born"), Sex(case.get("sex", "U"))),
        case.get("payer", "medicare-mac"),
        place_of_service=str(case.get("place", "11")),
        billing=Provider(str(case["npi"])) if "npi" in case else None,
        received=case.get("received"),
        admission=case.get("admission"),
        discharge=case.get("discharge"),
        state=case.get("state", ""),
        earlier=tuple(EarlierLine("earlier", one, before.place_of(one), before.renderer_of(one)) for one in earlier),
    )


def _files(path: Path) -> tuple[Path, ...]:
    return tuple(sorted(path.glob("*.csv"))) if path.is_dir() else (path,)


@pytest.fixture(scope="module")
def checker_of(reference_home: Path, tmp_path_factory, request) -> Callable[[str], ClaimChecker]:
    """Return what gives the checker over the bundled, dated or whole reference."""

    @cache
    def checker(home: str) -> ClaimChecker:
        if home == "bundled":
            return ClaimChecker(ShelfClaimReference(Shelf(reference_home)))
        folder = tmp_path_factory.mktemp(home)
        root = request.getfixturevalue("shared_data") if home == "whole" else DATA
        for source, path, release, first_day, last_day in HOMES[home]:
            import_release(
                folder,
                lambda: datetime(2026, 11, 25, tzinfo=UTC),
                ReleaseImport(source, _files(root / path), release, first_day, last_day, home != "whole", "a test"),
            )
        return ClaimChecker(ShelfClaimReference(Shelf(folder)))

    return checker


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['edit']}-{case['case'].replace(' ', '-')}")
def test_case(checker_of: Callable[[str], ClaimChecker], case: dict[str, Any]) -> None:
    found = []
    for one in checker_of(case.get("home", "bundled")).check(claim(case)).findings:
        if one.edit == case["edit"]:
            places = " ".join(str(number) for number in one.lines)
            listed = f" / {' '.join(str(place) for place in one.diagnoses)}" if one.diagnoses else ""
            found.append(f"{one.verdict.value} {places}{listed}".replace("  ", " ").strip())
    assert found == case["expect"]
