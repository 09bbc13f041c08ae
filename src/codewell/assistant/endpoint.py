"""A language model behind an OpenAI-compatible endpoint: one question, one JSON answer, given up in time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from threading import Lock

from codewell.kernel.errors import CodewellError
from codewell.phi.redaction import RedactedText

_MOST_BYTES = 1_000_000
_PAUSES = (0.5, 2.0)
"""Seconds before each further try; their number is that of the further tries."""
_WORTH_ANOTHER_TRY = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)


class ModelUnavailableError(CodewellError):
    """The language model did not answer in a usable form; the engine's answer stands."""

    slug = "assistant.unavailable"


class Breaker:
    """Stops asking an endpoint that keeps failing, so that no note waits for it.

    Args:
        ticks: seconds of a clock that never goes back.
        after: failures in a row that open it.
        rest: seconds for which it stays open.
    """

    def __init__(self, ticks: Callable[[], float], *, after: int = 3, rest: float = 60.0) -> None:
        self._ticks, self._after, self._rest = ticks, after, rest
        self._failures = 0
        self._open_until = 0.0
        self._turn = Lock()

    def check(self) -> None:
        """Let a call pass.

        Raises:
            ModelUnavailableError: it is open.
        """
        with self._turn:
            if self._failures >= self._after and self._ticks() < self._open_until:
                raise ModelUnavailableError(f"The language model failed {self._failures} times and is left alone for a while.")

    def note(self, *, failed: bool) -> None:
        """Count a call's end."""
        with self._turn:
            self._failures = self._failures + 1 if failed else 0
            self._open_until = self._ticks() + self._rest if failed else 0.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is asked.

    Args:
        url: base address, up to and with `/v1`.
        model: its name there.
        breaker: shared by all calls of the process.
        pause: waits some seconds between tries.
        key: bearer token; never shown.
        seconds: after which a try is given up.
    """

    url: str
    model: str
    breaker: Breaker
    pause: Callable[[float], None]
    key: str = field(default="", repr=False)
    seconds: float = 30.0

    def ask(self, instruction: str, note: RedactedText, question: str, schema: Mapping[str, object]) -> object:
        """Return the model's answer as JSON values.

        The type says what may leave: a note passes this boundary redacted or not at all.

        Args:
            instruction: what the model is to do.
            note: the note without identifiers.
            question: what is asked about it.
            schema: JSON schema of the answer.

        Raises:
            ModelUnavailableError: no usable answer came in time.
        """
        self.breaker.check()
        body = {
            "model": self.model,
            "temperature": 0,
            "messages": [
                {"role": "system", "content": instruction},
                {"role": "user", "content": f"{question}\n\nNOTE:\n{note.text}"},
            ],
            "response_format": {"type": "json_schema", "json_schema": {"name": "verdicts", "strict": True, "schema": schema}},
        }
        try:
            answer = _content(self._posted(json.dumps(body).encode()))
        except ModelUnavailableError:
            self.breaker.note(failed=True)
            raise
        self.breaker.note(failed=False)
        return answer

    def _posted(self, body: bytes) -> bytes:
        for pause in (*_PAUSES, None):
            status, answer = self._once(body)
            if status == HTTPStatus.OK:
                return answer
            if status is not None and status not in _WORTH_ANOTHER_TRY:
                raise ModelUnavailableError(f"The language model's endpoint answered with status {status}.")
            if pause is not None:
                self.pause(pause)
        told = f"answered with status {status}" if status else f"did not answer in {self.seconds:g} seconds"
        raise ModelUnavailableError(f"The language model's endpoint {told}, {len(_PAUSES) + 1} times.")

    def _once(self, body: bytes) -> tuple[int | None, bytes]:
        """Return status and body of one try; no status where the endpoint could not be reached in time."""
        import httpx

        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {self.key}"} if self.key else {})}
        try:
            with (
                httpx.Client(timeout=self.seconds, trust_env=False, follow_redirects=False) as client,
                client.stream("POST", f"{self.url}/chat/completions", content=body, headers=headers) as response,
            ):
                held = bytearray()
                for piece in response.iter_bytes():
                    held += piece
                    if len(held) > _MOST_BYTES:
                        raise ModelUnavailableError("The language model's answer is too long.")
                return response.status_code, bytes(held)
        except (httpx.HTTPError, httpx.InvalidURL):
            return None, b""


def _content(answer: bytes) -> object:
    """Return the JSON that the model wrote into its message."""
    try:
        content = json.loads(answer)["choices"][0]["message"]["content"]
        return json.loads(content)
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise ModelUnavailableError("The language model's answer is not the JSON that was asked for.") from None
