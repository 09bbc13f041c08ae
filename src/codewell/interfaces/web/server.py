"""The web app as a whole, and the process that serves it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from ssl import TLSVersion
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import RedirectResponse, Response

import codewell
from codewell.accounts.allowances import QuotaUsedUpError
from codewell.accounts.roles import Permission
from codewell.interfaces.logs import set_up_logs
from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.access import ANYBODY, needs
from codewell.interfaces.web.api import api_routes
from codewell.interfaces.web.asked import parse_day
from codewell.interfaces.web.browse_pages import browse_routes
from codewell.interfaces.web.code_pages import code_routes
from codewell.interfaces.web.delivery import Delivery
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.gate import Gate
from codewell.interfaces.web.keys_pages import keys_routes
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.listening import CIPHERS, Listening
from codewell.interfaces.web.next_page import asked_by, with_next
from codewell.interfaces.web.opening import Doorkeeper, Opening
from codewell.interfaces.web.pages import page_routes
from codewell.interfaces.web.problems import BUSY, DEFECTIVE, TOO_LARGE, Problem, problem_of, problem_of_status
from codewell.interfaces.web.program_paths import is_fhir, is_for_programs
from codewell.interfaces.web.refusals import Refusals
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.interfaces.web.search_pages import search_routes
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.shield import Shield
from codewell.interfaces.web.site import site_routes
from codewell.interfaces.web.stopwatch import Stopwatch
from codewell.interfaces.web.viewer import current_viewer
from codewell.kernel.clock import system_clock
from codewell.kernel.errors import CodewellError, ConfigurationError, ConfirmationNeededError, InputError, SignInNeededError
from codewell.tasks.reference import AnswerPhraser, CodeVerifier
from codewell.tasks.workplace import Workplace

if TYPE_CHECKING:
    from codewell.tasks.release_jobs.start_job import ReleaseJobs

_MOST_SECONDS_BEFORE_WARM_UP = 4.0
THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")


def create_app(
    workplace: Workplace,
    *,
    hosts: Sequence[str] = ("*",),
    service: Service | None = None,
    jobs: ReleaseJobs | None = None,
    tools_later: bool = False,
) -> FastAPI:
    """Return the web app over a workplace.

    Args:
        workplace: opens releases, code book, index and coder.
        hosts: names under which the app may be addressed; a server for this machine only refuses all others, so that a
            page elsewhere cannot reach it through a name of its own.
        service: settings and accounts; None serves one person at one machine.
        jobs: imports and syncs of administrators; None for jobs in processes of their own.
        tools_later: True to load the tools beside the first answers instead of before them.
    """
    desk = Desk(workplace)
    service = service or Service(workplace.home, workplace.clock, ServiceSettings())
    pages = Pages()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async def load() -> None:
            await opening.first_answer(at_most=_MOST_SECONDS_BEFORE_WARM_UP)
            desk.warm_up()
            await opening.complete_quietly()

        loading = asyncio.create_task(load())
        yield
        loading.cancel()
        service.close()

    app = FastAPI(
        title="Codewell",
        version=codewell.__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
    )
    reads = [needs(Permission.READ)]
    app.include_router(site_routes(desk, pages, service), dependencies=[ANYBODY])
    app.include_router(keys_routes(desk, pages, service.cookies), dependencies=[ANYBODY])
    for way_in in (search_routes(desk, pages), browse_routes(desk, pages)):
        app.include_router(way_in, dependencies=reads)
    for readable in (api_routes(desk), page_routes(desk, pages, service), code_routes(desk, pages, service)):
        app.include_router(readable, dependencies=reads)
    opening = Opening(app, lambda: _further_routes(app, desk, pages, service, jobs))
    if tools_later:
        app.add_middleware(Doorkeeper, opening=opening)
    else:
        _further_routes(app, desk, pages, service, jobs)()
        opening.is_complete = True
    refusals = Refusals(service)
    _tell_errors(app, pages, desk, refusals)
    nowhere = Frame(Links(None), None)
    app.add_middleware(
        Gate,
        service=service,
        refused=lambda scope, error: _told(pages, scope["path"], problem_of(error), nowhere),
        refusals=refusals,
    )
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app.add_middleware(Delivery)
    app.add_middleware(
        Shield,
        too_large=lambda path: _told(pages, path, TOO_LARGE, nowhere),
        failed=lambda path: _told(pages, path, DEFECTIVE, nowhere),
        busy=lambda path: _told(pages, path, BUSY, nowhere),
        tls=service.tls,
    )
    app.add_middleware(Stopwatch)
    app.state.desk = desk
    return app


def _further_routes(app: FastAPI, desk: Desk, pages: Pages, service: Service, jobs: ReleaseJobs | None) -> Callable[[], None]:
    from codewell.interfaces.web.further_routes import include_further_routes

    return lambda: include_further_routes(app, desk, pages, service, jobs)


def serve(
    home: Path,
    listening: Listening,
    settings: ServiceSettings,
    verifier: CodeVerifier | None = None,
    phraser: AnswerPhraser | None = None,
    pages: Path | None = None,
    publishers: Path | None = None,
    *,
    accounts_home: Path | None = None,
) -> None:
    """Serve the web app until interrupted; requests are not logged, for addresses and bodies may say who is ill.

    Args:
        home: folder of the releases.
        listening: where, and how it is kept private.
        settings: of the service.
        verifier: asks a language model where a request wants it; None for none.
        phraser: lets a language model phrase answers where a question wants it; None for none.
        pages: a hospital's own folder of written pages; None for none.
        publishers: another table of download addresses than ours, for administrators; None for ours.
        accounts_home: folder of the accounts and their secret; None for the home.

    Raises:
        ConfigurationError: the address or the port cannot be listened on, or others could reach it in the clear.
    """
    import uvicorn

    listening.see_that_it_is_private(settings)
    set_up_logs(settings.log_format, requests=settings.log_requests)
    alone = listening.this_machine_only and not settings.address
    own = listening.url if listening.this_machine_only else ""
    service = Service(
        accounts_home or home,
        system_clock,
        settings,
        serves_only_itself=alone,
        tls=listening.tls,
        own_address=own,
        publishers=publishers,
    )
    workplace = Workplace(home, system_clock, verifier=verifier, phraser=phraser, pages_folder=pages)
    app = create_app(workplace, hosts=_hosts(listening, settings), service=service, tools_later=True)
    if settings.metrics_port or settings.traces:
        from codewell.interfaces.observing.starting import observe

        observe(app, app.state.desk, service)
    config = uvicorn.Config(
        app,
        host=listening.host,
        port=listening.port,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        ws="none",
        ssl_certfile=listening.certificate,
        ssl_keyfile=listening.key,
        ssl_ciphers=CIPHERS,
    )
    try:
        config.load()
        if config.ssl is not None:
            config.ssl.minimum_version = TLSVersion.TLSv1_2
        uvicorn.Server(config).run()
    except SystemExit as refusal:
        raise ConfigurationError(
            f"The server could not listen on {listening.host}, port {listening.port}.",
            next_step="Choose another with --host and --port.",
        ) from refusal
    except OSError as refused:
        raise ConfigurationError(
            f"The server could not begin: {refused.strerror or type(refused).__name__}.",
            next_step="See that the certificate and its key are PEM files that belong together.",
        ) from None


def _hosts(listening: Listening, settings: ServiceSettings) -> Sequence[str]:
    """Return the names under which the app may be addressed."""
    stated = urlsplit(settings.address).hostname if settings.address else None
    if stated:
        return (stated, *THIS_MACHINE)
    return THIS_MACHINE if listening.this_machine_only else ("*",)


def _tell_errors(app: FastAPI, pages: Pages, desk: Desk, refusals: Refusals) -> None:
    async def codewell_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, CodewellError)
        await refusals.note(request.scope, error, current_viewer())
        if isinstance(error, SignInNeededError) and not is_for_programs(request.url.path):
            led = _led_to_sign_in(request, error)
            if led is not None:
                return led
        if isinstance(error, QuotaUsedUpError) and not is_for_programs(request.url.path):
            return pages.wall(error, _frame(request, desk))
        return _told(pages, request.url.path, problem_of(error), _frame(request, desk))

    async def route_refusal(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        answer = _told(pages, request.url.path, problem_of_status(error.status_code), _frame(request, desk))
        answer.headers.update(error.headers or {})
        return answer

    async def malformed(request: Request, error: Exception) -> Response:
        """Name the fields at fault, never their content, which may be a note, nor fields of a name that only the sender knows."""
        assert isinstance(error, RequestValidationError)
        fields = sorted({_field_named(fault) for fault in error.errors()})
        detail = f"These fields are missing or malformed: {', '.join(fields)}."
        problem = Problem(422, "input.malformed-body", "The request cannot be answered as it is written.", detail)
        return _told(pages, request.url.path, problem, _frame(request, desk))

    app.add_exception_handler(CodewellError, codewell_error)
    app.add_exception_handler(HTTPException, route_refusal)
    app.add_exception_handler(RequestValidationError, malformed)


def _led_to_sign_in(request: Request, error: SignInNeededError) -> Response | None:
    """Return the way to the page that asks who one is; None for what was sent by a form, which would be lost unseen."""
    headers = {"Cache-Control": "no-store"}
    reads = request.method in ("GET", "HEAD")
    if isinstance(error, ConfirmationNeededError):
        return RedirectResponse(with_next("/account/confirm", asked_by(request) if reads else "/account"), 303, headers)
    return RedirectResponse(with_next("/sign-in", asked_by(request)), 303, headers) if reads else None


def _told(pages: Pages, path: str, problem: Problem, frame: Frame) -> Response:
    """Answer a program with problem+json or an OperationOutcome, and a person with a page."""
    if is_fhir(path):
        return problem.as_operation_outcome()
    return problem.as_json() if is_for_programs(path) else pages.problem(problem, frame)


def _frame(request: Request, desk: Desk) -> Frame:
    """Return the frame of a page that tells of an error: the reader's day where it is one, and a way to ask again."""
    try:
        asked = parse_day(request.query_params.get("on"))
    except InputError:
        asked = None
    path = request.url.path if request.method == "GET" else "/"
    return Frame(Links(asked), asked or desk.current().today, path)


def _field_named(fault: Mapping[str, Any]) -> str:
    if fault["type"] == "extra_forbidden":
        return "one that is not known"
    return ".".join(str(step) for step in fault["loc"][1:]) or "body"
