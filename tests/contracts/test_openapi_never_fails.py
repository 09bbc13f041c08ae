"""Whatever is sent to the API of programs, as its own OpenAPI allows or not, the program answers and never fails."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from codewell.interfaces.web.server import create_app
from codewell.tasks.workplace import Workplace

_EXAMPLES = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)

_NOTHING_TO_SEND = {GenerationMode.POSITIVE: (), GenerationMode.NEGATIVE: (Unsatisfiable,)}
"""To a route without fields, or with words only, nothing can be sent that its OpenAPI does not allow."""


@pytest.fixture(scope="module")
def schema(reference_home: Path):
    app = create_app(Workplace(reference_home, lambda: datetime(2026, 6, 2, 12, tzinfo=UTC)))
    return schemathesis.openapi.from_asgi("/v1/openapi.json", app)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["as-allowed", "not-as-allowed"])
def test_no_request_makes_the_program_fail(schema, mode):
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) > 15
    for operation in operations:
        with suppress(*_NOTHING_TO_SEND[mode]):
            _EXAMPLES(given(case=operation.as_strategy(generation_mode=mode))(lambda case: _is_answered(case)))()


def _is_answered(case) -> None:
    answer = case.call()
    assert answer.status_code < 500 or answer.status_code == 503, (case.method, case.path, answer.text[:300])
    if answer.status_code >= 400:
        told = answer.json()
        if case.path.startswith("/fhir"):
            assert answer.headers["content-type"][0].startswith("application/fhir+json")
            assert told["resourceType"] == "OperationOutcome"
            assert told["issue"][0]["details"]["text"]
            return
        assert answer.headers["content-type"] == ["application/problem+json"]
        assert told["status"] == answer.status_code
        assert told["detail"]
