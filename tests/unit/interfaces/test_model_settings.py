"""The language model is off unless the environment names one, and then whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from codewell.interfaces.language_model import phraser_of, verifier_of
from codewell.interfaces.settings import read_settings
from codewell.kernel.errors import ConfigurationError


def test_no_model_is_the_default(tmp_path: Path):
    assert read_settings({}, home=tmp_path).model is None
    assert verifier_of(None) is None


def test_a_model_is_read_and_its_key_hidden(tmp_path: Path):
    variables = {"CODEWELL_LLM_URL": "http://127.0.0.1:8080/v1/", "CODEWELL_LLM_MODEL": "small", "CODEWELL_LLM_KEY": "k-123"}
    settings = read_settings(variables, home=tmp_path).model
    assert settings is not None
    assert (settings.url, settings.model, settings.seconds) == ("http://127.0.0.1:8080/v1", "small", 30.0)
    assert "k-123" not in repr(settings)
    assert verifier_of(settings) is not None


@pytest.mark.parametrize(
    "variables",
    [
        {"CODEWELL_LLM_URL": "http://127.0.0.1/v1"},
        {"CODEWELL_LLM_URL": "ftp://127.0.0.1", "CODEWELL_LLM_MODEL": "small"},
        {"CODEWELL_LLM_URL": "http://127.0.0.1", "CODEWELL_LLM_MODEL": "small", "CODEWELL_LLM_SECONDS": "soon"},
        {"CODEWELL_LLM_URL": "http://127.0.0.1", "CODEWELL_LLM_MODEL": "small", "CODEWELL_LLM_SECONDS": "0"},
    ],
)
def test_half_a_model_is_refused(tmp_path: Path, variables):
    with pytest.raises(ConfigurationError):
        read_settings(variables, home=tmp_path)


def test_phrasing_answers_is_a_switch_of_its_own(tmp_path: Path):
    pytest.importorskip("openai")
    variables = {"CODEWELL_LLM_URL": "http://127.0.0.1:8080/v1", "CODEWELL_LLM_MODEL": "small"}
    assert phraser_of(read_settings(variables, home=tmp_path).model) is None
    phraser = phraser_of(read_settings(variables | {"CODEWELL_LLM_ASK": "1"}, home=tmp_path).model)
    assert phraser is not None
    assert phraser.name == "small at 127.0.0.1"
