"""Makes the conversation page and the piece of it that is one question with its answers."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import date

from starlette.responses import Response

from codewell.interfaces.web.asking.ask_api import NOT_KEPT
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.problems import Problem
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.views.turn_view import turn_view, turn_views
from codewell.tasks.ask.ask import EXAMPLES, prepare
from codewell.tasks.ask.conversation import Asked

_LOG = logging.getLogger(__name__)
PATH = "/ask"


class AskPage:
    """Renders the conversation page.

    Args:
        desk: tells today.
        pages: the templates.
        service: seals what the page carries.
    """

    def __init__(self, desk: Desk, pages: Pages, service: Service) -> None:
        self._desk = desk
        self._pages = pages
        self._service = service
        self._is_prepared = False

    def prepare(self) -> None:
        """Load, once and beside the requests, what answering takes: whoever opens the page is about to ask."""
        if not self._is_prepared:
            self._is_prepared = True
            threading.Thread(target=self._prepare, daemon=True).start()

    def _prepare(self) -> None:
        try:
            prepare(self._desk.current())
        except Exception as defect:  # noqa: BLE001 - the first question meets it again, and tells
            _LOG.error("answering could not be prepared: %s", type(defect).__name__)

    def page(
        self,
        turns: Sequence[Asked],
        on: date | None,
        locality: str = "",
        *,
        problem: Problem | None = None,
        said: str = "",
        kept_id: str = "",
    ) -> Response:
        """Return the page with a conversation.

        Args:
            turns: questions and answers so far, oldest first.
            on: day that is chosen; None where none is.
            locality: seven digits, or empty.
            problem: why the last question could not be answered.
            said: what was done, in words.
            kept_id: of the conversation where it is one that is kept.
        """
        return self._pages.page(
            "ask.html",
            Frame(Links(on, locality), on, PATH),
            status=problem.status if problem else 200,
            headers=NOT_KEPT,
            turns=turn_views(self._service.keyring, turns),
            examples=EXAMPLES,
            today=self._desk.current().today,
            problem=problem,
            said=said,
            kept_id=kept_id,
            model=self._model(),
            model_is_chosen=any(one.phrased_by != "templates" for asked in turns[-1:] for one in asked.answers),
        )

    def _model(self) -> str:
        """Return the language model that may phrase answers, and its machine; empty where none is switched on."""
        phraser = self._desk.current().phraser
        return phraser.name if phraser is not None else ""

    def turn(self, asked: Asked, place: int, on: date | None, locality: str) -> str:
        """Return the piece of the page that shows one question with its answers."""
        view = turn_view(self._service.keyring, asked, place)
        made = self._pages.fragment("ask_turn.html", Links(on, locality), turn=view)
        return bytes(made.body).decode()
