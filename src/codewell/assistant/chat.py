"""A conversation with a language model behind an OpenAI-compatible endpoint (vLLM, llama.cpp, Ollama), by the `openai` client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from codewell.assistant.endpoint import Breaker, ModelUnavailableError
from codewell.kernel.errors import ConfigurationError
from codewell.phi.redaction import RedactedText

if TYPE_CHECKING:
    from openai import OpenAI

TOKENS = 400
"""Of an answer where nothing else is set; a short one needs fewer than a hundred."""
_MOST_CHARACTERS = 4_000
_TRIES = 2


class ChatModel:
    """A model at an endpoint; safe to share between threads.

    Args:
        url: base address, up to and with `/v1`.
        model: its name there.
        breaker: shared by all calls of the process.
        ticks: seconds of a clock that never goes back.
        key: bearer token; never shown.
        seconds: after which an answer is given up, counted from the question to its last piece.
        tokens: budget of an answer.
    """

    def __init__(
        self,
        url: str,
        model: str,
        breaker: Breaker,
        ticks: Callable[[], float],
        *,
        key: str = "",
        seconds: float = 30.0,
        tokens: int = TOKENS,
    ) -> None:
        self.url, self.model = url, model
        self._breaker, self._ticks, self._key, self._seconds, self._tokens = breaker, ticks, key, seconds, tokens

    def pieces(self, instruction: str, question: RedactedText, material: str) -> Iterator[str]:
        """Yield the answer as it comes.

        The type says what may leave: a question passes this boundary redacted or not at all.

        Args:
            instruction: what the model is to do.
            question: without identifiers.
            material: facts of releases; empty where there are none.

        Raises:
            ModelUnavailableError: it did not answer, stopped, or took too long; what came before is not to be used.
        """
        self._breaker.check()
        try:
            yield from self._streamed(instruction, f"QUESTION: {question.text}\n\n{material}".rstrip())
        except ModelUnavailableError:
            self._breaker.note(failed=True)
            raise
        self._breaker.note(failed=False)

    def _streamed(self, instruction: str, message: str) -> Iterator[str]:
        from openai import OpenAIError

        ends = self._ticks() + self._seconds
        length, finished = 0, False
        try:
            with self._client.chat.completions.create(
                model=self.model,
                messages=[{"role": "system", "content": instruction}, {"role": "user", "content": message}],
                temperature=0,
                max_tokens=self._tokens,
                stream=True,
            ) as stream:
                for chunk in stream:
                    if self._ticks() > ends:
                        raise ModelUnavailableError(f"The language model took longer than {self._seconds:g} seconds.")
                    for choice in chunk.choices[:1]:
                        if choice.finish_reason == "length":
                            raise ModelUnavailableError(f"The language model's answer is longer than {self._tokens} tokens.")
                        finished = finished or choice.finish_reason is not None
                        piece = choice.delta.content or ""
                        length += len(piece)
                        if length > _MOST_CHARACTERS:
                            raise ModelUnavailableError("The language model's answer is too long.")
                        yield piece
        except OpenAIError as failure:
            raise ModelUnavailableError(f"The language model did not answer ({type(failure).__name__}).") from None
        except (ValueError, TypeError, AttributeError, OSError) as failure:
            raise ModelUnavailableError(f"The language model's answer cannot be read ({type(failure).__name__}).") from None
        if not finished:
            raise ModelUnavailableError("The language model's answer broke off.")

    @cached_property
    def _client(self) -> OpenAI:
        try:
            from openai import DefaultHttpxClient, OpenAI
        except ImportError:
            raise ConfigurationError(
                "The package `openai` is not installed.", next_step="Install it: pip install 'codewell[llm]'."
            ) from None
        web = DefaultHttpxClient(trust_env=False, follow_redirects=False, timeout=self._seconds)
        return OpenAI(base_url=self.url, api_key=self._key or "none", max_retries=_TRIES, timeout=self._seconds, http_client=web)
