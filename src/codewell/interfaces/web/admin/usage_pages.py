"""What was used: a chart over the periods, and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from codewell.accounts.usage_read import UsageOfPeriod
from codewell.interfaces.web.admin.side import admin_page
from codewell.interfaces.web.rendering import Pages
from codewell.interfaces.web.service import Service

_WIDTH, _BASE, _TOP = 600, 160, 20
_LEFT, _MOST_BARS = 48, 31


@dataclass(frozen=True, slots=True)
class Bar:
    """A period of the chart.

    Args:
        x: left edge.
        width: of the bar.
        accounts_y: top of what accounts used, which stands below.
        accounts_height: of that part.
        guests_y: top of what guests used.
        guests_height: of that part.
        title: the numbers in words.
        label: the period; empty where there is no room for it.
    """

    x: float
    width: float
    accounts_y: float
    accounts_height: float
    guests_y: float
    guests_height: float
    title: str
    label: str


@dataclass(frozen=True, slots=True)
class UsageChart:
    """A chart of one meter.

    Args:
        bars: earliest first.
        most: of one period.
        summary: for who does not see it.
    """

    bars: tuple[Bar, ...]
    most: int
    summary: str


def usage_routes(pages: Pages, service: Service) -> APIRouter:
    """Return the routes of `/admin/usage`."""
    routes = APIRouter(prefix="/admin/usage", include_in_schema=False)

    @routes.get("")
    def usage() -> Response:
        reader = service.accounts.usage
        periods = reader.by_period()
        newest = periods[0].period if periods else ""
        by_meter: dict[str, list[UsageOfPeriod]] = {}
        for one in periods:
            by_meter.setdefault(one.meter, []).append(one)
        return admin_page(
            pages,
            service,
            "usage.html",
            "/admin/usage",
            metered=service.settings.metering == "on",
            meters=[(meter, usage_chart(used[::-1]), used) for meter, used in sorted(by_meter.items())],
            newest=newest,
            most=reader.most(newest) if newest else (),
            roles=service.accounts.directory.count_by("role"),
            plans=service.accounts.directory.count_by("plan"),
        )

    return routes


def usage_chart(used: Sequence[UsageOfPeriod]) -> UsageChart:
    """Return the chart of one meter's periods, which stand earliest first."""
    shown = used[-_MOST_BARS:]
    most = max((one.by_accounts + one.by_guests for one in shown), default=0)
    room = (_WIDTH - _LEFT) / max(len(shown), 8)
    every = -(-len(shown) // 6) or 1
    bars = tuple(_bar(one, _LEFT + place * room, room, most, place % every == 0) for place, one in enumerate(shown))
    total = sum(one.by_accounts + one.by_guests for one in shown)
    summary = f"{total:,} in {len(shown)} periods, at most {most:,} in one." if shown else "Nothing was used."
    return UsageChart(bars, most, summary)


def _bar(one: UsageOfPeriod, x: float, room: float, most: int, labelled: bool) -> Bar:
    scale = (_BASE - _TOP) / most if most else 0
    accounts, guests = one.by_accounts * scale, one.by_guests * scale
    return Bar(
        x=round(x + room * 0.15, 1),
        width=round(min(room * 0.7, 40), 1),
        accounts_y=round(_BASE - accounts, 1),
        accounts_height=round(accounts, 1),
        guests_y=round(_BASE - accounts - guests, 1),
        guests_height=round(guests, 1),
        title=f"{one.period}: {one.by_accounts:,} by accounts, {one.by_guests:,} by guests",
        label=(one.period[5:] if len(one.period) > 7 else one.period) if labelled else "",
    )
