"""HL7's terminology tests, put to the operations in process: `python bench/fhir/tx.py ARCHIVE COMPARATOR [--suite NAME] [-v]`.

The archive is HL7's tx-ecosystem tests (general mode), the comparator the module that reads their templates; neither is part of
this repository. Each suite's resources come as `tx-resource` parameters, as HL7's own runner sends them. HL7's runner cuts from
the two statements of capabilities all but what its tests look for; so does this one.

The tests are written in FHIR R5. They do not agree on whether an issue repeats its `expression` in the deprecated `location`:
some require it, some refuse it, for the same kind of answer. So two scores are printed: with `location` compared as written, and
with `location` set aside where it says the same as `expression`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from codewell.interfaces.fhir.exchange import FhirFault, FhirRequest, FhirVersion
from codewell.interfaces.fhir.terminology import terminology_operation
from codewell.interfaces.fhir.terminology.answering import outcome_of
from codewell.interfaces.fhir.terminology.capabilities import capability_statement, terminology_capabilities
from codewell.kernel.errors import CodewellError
from codewell.tasks.workplace import Workplace

PATHS = {
    "expand": ("ValueSet", "$expand"),
    "validate-code": ("ValueSet", "$validate-code"),
    "cs-validate-code": ("CodeSystem", "$validate-code"),
    "lookup": ("CodeSystem", "$lookup"),
    "translate": ("ConceptMap", "$translate"),
    "batch-validate": ("ValueSet", "$batch-validate-code"),
}
RELEASES = {FhirVersion.R4: "4.0.1", FhirVersion.R5: "5.0.0"}


class Suites:
    """The tests of an unpacked archive.

    Args:
        folder: where `test-cases.json` lies.
        compare: expected, answered -> first difference or None.
        version: of FHIR that is asked in.
    """

    def __init__(self, folder: Path, compare: Any, version: FhirVersion) -> None:
        self.folder = folder
        self.compare = compare
        self.version = version
        self.cases = self.load("test-cases.json")["suites"]
        self.workplace = Workplace(Path(tempfile.mkdtemp()), lambda: datetime(2026, 11, 30, 12, tzinfo=UTC))

    def load(self, name: str) -> Any:
        return json.loads((self.folder / name).read_text(encoding="utf-8-sig"))

    def answer(self, suite: dict[str, Any], case: dict[str, Any]) -> tuple[Any, int]:
        """Return the resource and the status that a test is answered with."""
        entries: list[dict[str, Any]] = []
        if "request" in case:
            entries.extend(self.load(case["request"])["parameter"])
            if "profile" in case:
                entries.extend(self.load(case["profile"])["parameter"])
            entries.extend({"name": "tx-resource", "resource": self.load(name)} for name in suite.get("setup", ()))
        headers = {"accept-language": case["Accept-Language"]} if "Accept-Language" in case else {}
        if "header" in case:
            headers[case["header"]["name"].lower()] = case["header"]["value"]
        path = PATHS.get(case["operation"], ())
        body = {"resourceType": "Parameters", "parameter": entries}
        request = FhirRequest("POST", path, (), body, self.workplace, "http://localhost/fhir", self.version, headers)
        if case["operation"] in ("metadata", "term-caps"):
            made = capability_statement if case["operation"] == "metadata" else terminology_capabilities
            return cut_to(self.load(case["response"]), made(request)), 200
        try:
            response = terminology_operation(request)
        except FhirFault as fault:
            return outcome_of(fault.issues), fault.status
        return (response.resource, response.status) if response else (None, 404)

    def difference(self, suite: dict[str, Any], case: dict[str, Any], *, apart: bool) -> str | None:
        """Return the first difference of a test's answer from what it expects; None where there is none."""
        try:
            answered, status = self.answer(suite, case)
        except (CodewellError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as failure:
            return f"{type(failure).__name__}: {failure}"
        wanted = case.get("http-code", "2xx")
        if wanted[0] != str(status)[0]:
            return f"status {status}, expected {wanted}: {json.dumps(answered)[:300]}"
        expected = [self.load(case[name]) for name in ("response", "response2") if name in case]
        if apart:
            answered, expected = without_location(answered), [without_location(item) for item in expected]
        externals = self.messages.get(case["response"], {})
        found = [self.compare(item, answered, ver=RELEASES[self.version], ext=externals) for item in expected]
        return None if None in found else str(found[0])

    @property
    def messages(self) -> dict[str, Any]:
        return dict(self.load("messages-tx.fhir.org.json"))


def without_location(value: Any) -> Any:
    """Return a resource whose issues do not repeat `expression` in `location`."""
    if isinstance(value, list):
        return [without_location(item) for item in value]
    if not isinstance(value, dict):
        return value
    same = "location" in value and value.get("location") == value.get("expression")
    return {key: without_location(item) for key, item in value.items() if not (same and key == "location")}


def cut_to(expected: Any, answered: Any) -> Any:
    """Return of a statement what a test names: HL7's tests ask for a least, and their runner cuts the rest."""
    if isinstance(expected, dict) and isinstance(answered, dict):
        return {key: cut_to(expected[key], value) for key, value in answered.items() if key in expected}
    if isinstance(expected, list) and isinstance(answered, list):
        kept = []
        for item in expected:
            named = next((name for name in ("name", "type", "code") if isinstance(item, dict) and name in item), None)
            if named:
                kept.extend(cut_to(item, other) for other in answered if other.get(named) == item[named])
            elif not isinstance(item, dict):
                kept.extend(other for other in answered if other == item)
            else:
                kept.extend(cut_to(item, other) for other in answered[len(kept) : len(kept) + 1])
        return kept
    return answered


def unpacked(archive: Path) -> Path:
    """Unpack the archive into a temporary folder and return the one of the tests."""
    folder = Path(tempfile.mkdtemp())
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return next(folder.rglob("test-cases.json")).parent


def comparator(module: Path) -> Any:
    spec = importlib.util.spec_from_file_location("tx_compare", module)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(module)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded.cmp


def results(suites: Suites, wanted: str | None) -> Iterator[tuple[str, str, str | None, str | None]]:
    for suite in suites.cases:
        if wanted and suite["name"] not in wanted.split(","):
            continue
        for case in suite["tests"]:
            strict = suites.difference(suite, case, apart=False)
            apart = strict and suites.difference(suite, case, apart=True)
            yield suite["name"], case["name"], strict, apart


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("comparator", type=Path)
    parser.add_argument("--suite")
    parser.add_argument("--r4", action="store_true")
    parser.add_argument("--failures", action="store_true", help="print each failure with its first difference")
    given = parser.parse_args()
    folder = given.archive if given.archive.is_dir() else unpacked(given.archive)
    suites = Suites(folder, comparator(given.comparator), FhirVersion.R4 if given.r4 else FhirVersion.R5)
    score: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for suite, name, strict, apart in results(suites, given.suite):
        score[suite][0] += 1
        score[suite][1] += strict is None
        score[suite][2] += apart is None
        if given.failures and apart is not None:
            print(f"{suite}/{name}: {apart}")
    print(f"{'suite':28}{'tests':>7}{'passed':>8}{'location apart':>16}")
    for suite, (tests, strict_passed, passed) in score.items():
        print(f"{suite:28}{tests:7}{strict_passed:8}{passed:16}")
    total = [sum(row[place] for row in score.values()) for place in range(3)]
    print(f"{'all':28}{total[0]:7}{total[1]:8}{total[2]:16}   {total[1] / total[0]:.1%} and {total[2] / total[0]:.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
