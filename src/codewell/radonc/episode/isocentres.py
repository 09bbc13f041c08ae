"""Distinct isocentres of beams."""

from __future__ import annotations

from collections.abc import Iterable

from codewell.radonc.episode.control_points import ControlPoints
from codewell.radonc.facts import Point

# Positions closer than this are one isocentre (coding rules, section 5: more than 1 mm apart).
APART = 1.0


def distinct(points: Iterable[Point]) -> tuple[Point, ...]:
    """Return points more than 1 mm from those before, in order."""
    kept: list[Point] = []
    for point in points:
        if all(point.distance(one) > APART for one in kept):
            kept.append(point)
    return tuple(kept)


def isocentres_of(points: ControlPoints) -> tuple[Point, ...]:
    """Return the distinct isocentres of a beam.

    Where the isocentre travels while meterset is given (a helical beam moves the couch), the beam has one: where it starts.
    """
    stated = [one for one in points.isocentres if one is not None]
    if not stated:
        return ()
    moving = any(
        given > 1e-6 and start is not None and stop is not None and start.distance(stop) > APART / 10
        for given, start, stop in zip(points.given, points.isocentres, points.isocentres[1:], strict=False)
    )
    if moving and len(points.weights) > 2:
        return (stated[0],)
    return distinct(stated)
