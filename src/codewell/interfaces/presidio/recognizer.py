"""A Presidio recognizer over Codewell's finder.

    from presidio_analyzer import AnalyzerEngine
    from codewell.interfaces.presidio.recognizer import CodewellRecognizer

    analyzer = AnalyzerEngine()
    analyzer.registry.add_recognizer(CodewellRecognizer())

It reads the whole text at once and asks nothing of Presidio's language model.
"""

from __future__ import annotations

from typing import Any

from codewell.interfaces.presidio.entities import ENTITIES
from codewell.kernel.errors import ConfigurationError
from codewell.kernel.text import ClinicalText
from codewell.tasks.redact_note import find_in_note


def __getattr__(name: str) -> Any:
    """Make `CodewellRecognizer` when it is asked for, so that this module can be read without Presidio.

    Raises:
        ConfigurationError: Presidio is not installed.
    """
    if name != "CodewellRecognizer":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from presidio_analyzer import (  # type: ignore[import-not-found, unused-ignore]
            AnalysisExplanation,
            EntityRecognizer,
            RecognizerResult,
        )
    except ModuleNotFoundError:
        raise ConfigurationError(
            "The recognizer takes a library that is not installed (presidio-analyzer).",
            next_step="Install it with: pip install 'codewell[presidio]'",
            slug="configuration.extra-missing",
        ) from None
    made = recognizer_class(EntityRecognizer, RecognizerResult, AnalysisExplanation)
    globals()[name] = made
    return made


def recognizer_class(base: type[Any], result: type[Any], explanation: type[Any]) -> type[Any]:
    """Return the recognizer as a class of Presidio's.

    Args:
        base: `presidio_analyzer.EntityRecognizer`.
        result: `presidio_analyzer.RecognizerResult`.
        explanation: `presidio_analyzer.AnalysisExplanation`.
    """

    class CodewellRecognizer(base):  # type: ignore[misc]
        """Finds the 18 Safe Harbor identifiers of English clinical text by rules and lists."""

        def __init__(self, supported_entities: list[str] | None = None, supported_language: str = "en", **given: Any) -> None:
            entities = supported_entities or list(dict.fromkeys(ENTITIES.values()))
            super().__init__(
                supported_entities=entities, supported_language=supported_language, name="CodewellRecognizer", **given
            )

        def load(self) -> None:
            """Read the lists now, so that the first text need not wait for them."""
            find_in_note(ClinicalText(""))

        def analyze(self, text: str, entities: list[str] | None, nlp_artifacts: Any = None) -> list[Any]:
            """Return what is found of the entities asked for; all where none are named."""
            wanted = set(entities or self.supported_entities)
            return [
                result(
                    entity_type=ENTITIES[one.type],
                    start=one.start,
                    end=one.end,
                    score=one.confidence,
                    analysis_explanation=explanation(
                        recognizer="CodewellRecognizer", original_score=one.confidence, textual_explanation=one.rule
                    ),
                    recognition_metadata={"recognizer_name": "CodewellRecognizer", "recognizer_identifier": str(id(self))},
                )
                for one in find_in_note(ClinicalText(text))
                if ENTITIES[one.type] in wanted
            ]

    return CodewellRecognizer
