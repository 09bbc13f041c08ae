"""A calendar of an episode as SVG: fractions and the codes of each day. Weeks without services are left out and counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from codewell.radonc.coding.lines import CodedEpisode, Family, RtLine
from codewell.radonc.facts import Episode, SessionFacts
from codewell.radonc.pictures.drawing import NOT_CLINICAL, SVG, Picture
from codewell.radonc.pictures.themes import LIGHT, Theme, Width

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FAMILIES = {
    Family.SIMULATION: 5,
    Family.PLANNING: 1,
    Family.PHYSICS: 6,
    Family.DEVICES: 4,
    Family.DELIVERY: 0,
    Family.GUIDANCE: 2,
    Family.MANAGEMENT: 3,
}
"""Place of each family's colour in a theme's series."""
EDGE, HEAD, DATE = 4, 24, 20
"""CSS pixels: margin, weekday row, line of the date in a cell."""


@dataclass(frozen=True, slots=True)
class _Day:
    """What a cell shows."""

    day: date
    sessions: tuple[SessionFacts, ...]
    lines: tuple[RtLine, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.sessions or self.lines)


def fraction_calendar(
    episode: Episode,
    coded: CodedEpisode,
    *,
    theme: Theme = LIGHT,
    width: int = Width.DESKTOP,
    is_laboratory: bool = False,
) -> Picture:
    """Draw a calendar with the fractions and codes of each day; text stays text, to be searched and read aloud.

    Args:
        episode: its sessions.
        coded: its lines.
        theme: colours.
        width: CSS pixels.
        is_laboratory: whether a phantom was treated.
    """
    is_narrow = width < 700
    cell, row = (width - 2 * EDGE) / 7, 12 if is_narrow else 17
    parts, top = _weekdays(cell, theme), float(HEAD)
    flagged = False
    for week in _weeks(episode, coded):
        if isinstance(week, int):
            words = f"{week} {'week' if week == 1 else 'weeks'} without services"
            parts.append(_text(EDGE + 2, top + 14, words, theme.quiet, 11))
            top += 22
            continue
        tall = DATE + 6 + row * max((len(_entries(one, is_narrow)) for one in week), default=0)
        for place, one in enumerate(week):
            parts.extend(_cell(one, EDGE + place * cell, top, cell, tall, row, is_narrow, theme))
            flagged |= any(session.interrupted or session.incomplete for session in one.sessions)
        top += tall + 3
    legend, top = _legend(coded, top + 6, width, theme, flagged)
    parts.extend(legend)
    if is_laboratory:
        parts.append(_text(width - EDGE, top + 10, NOT_CLINICAL, theme.warn, 11, anchor="end"))
        top += 16
    alt = describe_calendar(episode, coded) + (f" {NOT_CLINICAL}" if is_laboratory else "")
    height = round(top + 4)
    content = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(alt)}" font-family="system-ui, Inter, Segoe UI, DejaVu Sans, sans-serif">'
        f'<rect width="{width}" height="{height}" fill="{theme.ground}"/>{"".join(parts)}</svg>'
    )
    return Picture(content.encode(), SVG, alt, int(width), height)


def describe_calendar(episode: Episode, coded: CodedEpisode) -> str:
    """Return the alternative text: span, sessions and how often each code is billed."""
    days = sorted({session.day for session in episode.sessions if session.treated})
    units: dict[str, int] = {}
    for line in coded.lines:
        units[line.code] = units.get(line.code, 0) + line.units
    billed = ", ".join(f"{code} {count} times" for code, count in sorted(units.items()))
    span = f"{len([one for one in episode.sessions if one.treated])} treatment sessions"
    if days:
        span += f" from {days[0].isoformat()} to {days[-1].isoformat()}"
    return f"Calendar of {span}. Units of codes: {billed or 'none'}."


def _weeks(episode: Episode, coded: CodedEpisode) -> Iterator[list[_Day] | int]:
    """Yield weeks from Monday to Sunday, and the number of weeks left out between them."""
    used = {session.day for session in episode.sessions} | {line.date_of_service for line in coded.lines}
    mondays = sorted({day - timedelta(days=day.weekday()) for day in used})
    for before, monday in zip([None, *mondays], mondays, strict=False):
        if before is not None and (gap := (monday - before).days // 7 - 1) > 0:
            yield gap
        yield [_day(monday + timedelta(days=place), episode, coded) for place in range(7)]


def _day(day: date, episode: Episode, coded: CodedEpisode) -> _Day:
    order = list(Family)
    lines = sorted(
        (line for line in coded.lines if line.date_of_service == day), key=lambda line: (order.index(line.family), line.code)
    )
    return _Day(day, tuple(session for session in episode.sessions if session.day == day), tuple(lines))


def _entries(day: _Day, is_narrow: bool) -> list[tuple[str, Family, str]]:
    """Return the codes of a day as they are written: code, modifiers, units; with our label where there is room."""
    entries = []
    for line in day.lines:
        words = "-".join((line.code, *line.modifiers[: 1 if is_narrow else 3]))
        words += f"×{line.units}" if line.units > 1 else ""
        entries.append((words, line.family, line.label))
    return entries


def _cell(day: _Day, left: float, top: float, cell: float, tall: float, row: int, is_narrow: bool, theme: Theme) -> Iterator[str]:
    ground = theme.sunken if day.is_empty else theme.ground
    yield (
        f'<rect x="{left + 1:.1f}" y="{top:.1f}" width="{cell - 2:.1f}" height="{tall:.1f}" rx="4" fill="{ground}" '
        f'stroke="{theme.line}"/>'
    )
    named = day.day.day == 1 or not day.is_empty or day.day.weekday() == 0
    number = f"{day.day.day} {MONTHS[day.day.month - 1]}" if named and not (is_narrow and day.sessions) else str(day.day.day)
    if day.day.month == 1 and day.day.day == 1:
        number += f" {day.day.year % 100}" if is_narrow else f" {day.day.year}"
    yield _text(left + 5, top + 14, number, theme.quiet, 10 if is_narrow else 12)
    if day.sessions:
        fractions = ",".join(str(one.fraction) if one.fraction is not None else "?" for one in day.sessions)
        unusual = any(one.interrupted or one.incomplete for one in day.sessions)
        words = f"{'fx ' if not is_narrow else 'fx'}{fractions}{' !' if unusual else ''}"
        colour = theme.warn if unusual else theme.accent
        yield _text(left + cell - 5, top + 14, words, colour, 10 if is_narrow else 12, anchor="end", weight=700)
    size = 8.8 if is_narrow else 12
    for place, (words, family, label) in enumerate(_entries(day, is_narrow)):
        line = top + DATE + 9 + row * place
        colour = theme.series[FAMILIES[family]]
        yield f'<rect x="{left + 4:.1f}" y="{line - row * 0.58:.1f}" width="3" height="{row - 3}" fill="{colour}"/>'
        yield _text(left + 9, line, words, theme.ink, size, mono=True, room=cell - 12)
        spare = int((cell - 18 - len(words) * size * 0.62) / 6.3)
        if not is_narrow and label and spare >= 8:
            short = label if len(label) <= spare else label[: spare - 1].rstrip() + "…"
            yield _text(left + 15 + len(words) * size * 0.62, line, short, theme.quiet, 10.5)


def _weekdays(cell: float, theme: Theme) -> list[str]:
    return [_text(EDGE + (place + 0.5) * cell, 16, name, theme.quiet, 11, anchor="middle") for place, name in enumerate(WEEKDAYS)]


def _legend(coded: CodedEpisode, top: float, width: float, theme: Theme, flagged: bool) -> tuple[list[str], float]:
    """Return the legend's parts and where it ends."""
    parts: list[str] = []
    left, line = float(EDGE), top + 10
    used = [family for family in Family if any(one.family is family for one in coded.lines)]
    words = [(family.value, theme.series[FAMILIES[family]]) for family in used]
    words.append(("fx: fraction", theme.accent))
    if flagged:
        words.append(("!: interrupted or incomplete", theme.warn))
    for name, colour in words:
        wide = 26 + 7 * len(name)
        if left + wide > width - EDGE:
            left, line = float(EDGE), line + 17
        parts.append(f'<rect x="{left + 1:.1f}" y="{line - 9:.1f}" width="8" height="10" rx="2" fill="{colour}"/>')
        parts.append(_text(left + 13, line, name, theme.quiet, 11))
        left += wide
    return parts, line + 8


def _text(
    x: float,
    y: float,
    words: str,
    colour: str,
    size: float,
    *,
    anchor: str = "start",
    weight: int = 400,
    mono: bool = False,
    room: float = 0.0,
) -> str:
    """Return a text; one wider than its room (CSS pixels, 0 for no bound) is set closer."""
    family = ' font-family="ui-monospace, DejaVu Sans Mono, Menlo, monospace"' if mono else ""
    closer = f' textLength="{room:.1f}" lengthAdjust="spacingAndGlyphs"' if room and len(words) * size * 0.605 > room else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}" text-anchor="{anchor}" font-weight="{weight}"'
        f"{family}{closer}>{escape(words)}</text>"
    )
