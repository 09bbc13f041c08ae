"""The rule book's questions: what is understood of each, by the words alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from codewell.assistant.question import Understood
from codewell.assistant.understanding.understanding import understand

STRICT = ("codes", "modifiers", "days", "place", "state", "side", "indicator")
"""What must not be found where a case does not list it."""
LENIENT = ("years", "setting", "payer", "locality", "specialty")


def cases(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))


def found(one: Understood) -> dict[str, Any]:
    held = one.entities
    return {
        "is": one.intent.value,
        "codes": [code.text for code in held.codes],
        "modifiers": list(held.modifiers),
        "days": list(held.days),
        "years": list(held.years),
        "setting": held.setting.value if held.setting else "",
        "place": held.place_of_service,
        "payer": held.payer,
        "state": held.state,
        "locality": held.locality,
        "specialty": held.specialty,
        "side": held.side.value if held.side else "",
        "indicator": list(held.indicator),
    }


def faults(case: dict[str, Any], one: Understood, *, carried: bool) -> Iterator[str]:
    """Yield what is understood otherwise than expected; what may be carried over from before is compared only where listed."""
    got = found(one)
    for key, value in got.items():
        loose = key in LENIENT or (carried and key in ("place", "state", "side", "modifiers"))
        if key not in case and (key == "is" or loose):
            continue
        expected = case.get(key, type(value)())
        if value != expected:
            yield f"{key}: expected {expected!r}, understood {value!r}"
    words = one.entities.topic.lower().split()
    for word in case.get("topic", ()):
        if word.lower() not in words:
            yield f"topic: {word!r} is not in {one.entities.topic!r}"


def told(case: dict[str, Any], before: Understood | None = None) -> Iterator[str]:
    """Yield the faults of a case and of what is asked after it."""
    understood = understand(case["ask"], before)
    parts = case.get("each", [case])
    if len(parts) != len(understood):
        yield f"{case['ask']}: expected {len(parts)} questions, understood {[one.text for one in understood]}"
        return
    for number, (part, one) in enumerate(zip(parts, understood, strict=True)):
        for fault in faults(part, one, carried=before is not None or number > 0):
            yield f"{case['ask']} -> {fault}"
    before = understood[-1]
    for following in case.get("then", ()):
        understood = understand(following["ask"], before)
        for fault in faults(following, understood[-1], carried=True):
            yield f"{case['ask']} ... {following['ask']} -> {fault}"
        before = understood[-1]


FILES = ("understanding.yaml", "understanding_held_out.yaml", "understanding_further.yaml")


@pytest.mark.parametrize("case", [case for name in FILES for case in cases(name)], ids=lambda case: case["ask"][:50])
def test_case(case):
    assert list(told(case)) == []
