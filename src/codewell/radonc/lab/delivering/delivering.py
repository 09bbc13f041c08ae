"""A simulated machine delivers a fraction: leaves, gantry and dose rate within their limits, breaks, gating, small errors.

The clock is handed in and everything random comes from the seed: the same call gives the same log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from codewell.kernel.errors import InputError
from codewell.radonc.lab.delivering.delivered import (
    DeliveredBeam,
    DeliveredControlPoint,
    DeliveredFraction,
    Termination,
)
from codewell.radonc.lab.delivering.gating import Gating, gated_clock
from codewell.radonc.lab.delivering.machine import Machine
from codewell.radonc.lab.delivering.motion import Motion, motion_of
from codewell.radonc.lab.plan import Delivery, LabBeam, LabPlan

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interruption:
    """Where a fraction breaks off.

    Args:
        share: of the fraction's meterset after which the beam stops, from 0 to below 1.
        termination: by whom.
    """

    share: float
    termination: Termination = Termination.MACHINE


@dataclass(frozen=True, slots=True)
class _Moment:
    """A point of a beam's timeline: seconds of beam-on time and of leaf and gantry motion before it, and where it is."""

    index: int
    step: int
    along: float
    meterset: float
    on: float
    off: float
    dose_rate: float


def deliver_fraction(
    plan: LabPlan,
    machine: Machine,
    number: int,
    start: datetime,
    *,
    seed: int,
    interruption: Interruption | None = None,
    gating: Gating | None = None,
    earlier: Sequence[DeliveredFraction] = (),
) -> DeliveredFraction:
    """Deliver a fraction of a plan, or what is left of it.

    Args:
        plan: to deliver.
        machine: with its limits.
        number: of the fraction.
        start: of the session, on the clock.
        seed: of all errors.
        interruption: where it breaks off; None delivers all.
        gating: holds the beam while the target is outside a window; None never holds it.
        earlier: parts of the same fraction before a break.

    Raises:
        InputError: the interruption's share is not from 0 to below 1.
    """
    if interruption is not None and not 0 <= interruption.share < 1:
        raise InputError(
            "A fraction breaks off after a share of its meterset from 0 to below 1.",
            next_step="Give such a share, or no interruption.",
            slug="input.interruption",
        )
    allowed = np.inf if interruption is None else interruption.share * sum(beam.mu for beam in plan.beams)
    allowed -= sum(part.meterset for part in earlier)
    now = start + timedelta(seconds=machine.fraction_overhead)
    gantry: float | None = None
    given: list[DeliveredBeam] = []
    for beam in plan.beams:
        begin = _already_given(beam.field.number, earlier)
        if beam.mu - begin <= 1e-6:
            continue
        if allowed <= 1e-6:
            break
        now += timedelta(seconds=machine.start_up + _turning(beam, gantry, machine))
        end = min(beam.mu, begin + allowed)
        broken = interruption.termination if interruption is not None and end < beam.mu - 1e-6 else Termination.NORMAL
        random = np.random.default_rng([seed, number, len(earlier), beam.field.number])
        given.append(_deliver_beam(beam, machine, begin, end, now, random, gating, broken))
        allowed -= end - begin
        now, gantry = given[-1].stop, given[-1].control_points[-1].gantry
    return DeliveredFraction(number, len(earlier) + 1, start, given[-1].stop if given else start, tuple(given))


def _already_given(beam: int, earlier: Sequence[DeliveredFraction]) -> float:
    return max((one.end for part in earlier for one in part.beams if one.number == beam), default=0.0)


def _turning(beam: LabBeam, gantry: float | None, machine: Machine) -> float:
    """Return the seconds that the gantry needs to a beam's first angle; it turns the shorter way."""
    if gantry is None:
        return 0.0
    apart = abs(beam.field.gantry - gantry) % 360
    return min(apart, 360 - apart) / machine.gantry_speed


def _deliver_beam(
    beam: LabBeam,
    machine: Machine,
    begin: float,
    end: float,
    start: datetime,
    random: np.random.Generator,
    gating: Gating | None,
    termination: Termination,
) -> DeliveredBeam:
    motion = motion_of(beam)
    moments = _timeline(motion, machine, begin, end, moves=beam.delivery in (Delivery.SLIDING_WINDOW, Delivery.ARC))
    on = np.array([one.on for one in moments])
    gated = None if gating is None else gated_clock(on, gating, random)
    clock = on if gated is None else gated.seconds
    holds = 0 if gated is None else int(np.sum(np.diff(clock - on) > 0.1))
    before = np.concatenate([[0.0], np.cumsum(motion.mu)])
    points = []
    for one, seconds in zip(moments, clock, strict=True):
        left, right, gantry = _shown(motion, one, machine, random)
        planned = before[one.step] + one.along * motion.mu[one.step]
        at = start + timedelta(seconds=float(seconds) + one.off)
        points.append(DeliveredControlPoint(one.index, at, float(planned), one.meterset, left, right, gantry, one.dose_rate))
    signal = None if gated is None else gated.signal
    return DeliveredBeam(
        beam.field.number, beam.mu, begin, end, points[0].at, points[-1].at, termination, tuple(points), holds, signal
    )


def _timeline(motion: Motion, machine: Machine, begin: float, end: float, *, moves: bool) -> list[_Moment]:
    """Return the start and stop of every step between two metersets.

    A static step begins when the leaves have come from the one before, beam off. A moving step takes as long as the slowest of
    meterset, leaves and gantry needs; the dose rate follows.
    """
    moments: list[_Moment] = []
    given = on = off = 0.0
    last: int | None = None
    for step, mu in enumerate(motion.mu):
        first, stop = max(begin, given), min(end, given + mu)
        is_given = stop > first + 1e-9 or (mu == 0 and begin < given < end)
        if is_given:
            if last is not None and not moves:
                off += _leaf_travel(motion.left[last, 1], motion.right[last, 1], motion.left[step, 0], motion.right[step, 0]) / (
                    machine.leaf_speed
                )
            lower = (first - given) / mu if mu > 0 else 0.0
            upper = (stop - given) / mu if mu > 0 else 1.0
            seconds = _duration(motion, step, machine) * (upper - lower)
            rate = 60 * (stop - first) / seconds if seconds > 0 else 0.0
            index = step if moves else 2 * step
            if not moves or not moments:
                moments.append(_Moment(index, step, lower, first, on, off, 0.0))
            on += seconds
            whole = upper >= 1 - 1e-9
            moments.append(_Moment(index + (1 if whole else 0), step, upper, stop, on, off, rate))
            last = step
        given += mu
    return moments


def _duration(motion: Motion, step: int, machine: Machine) -> float:
    """Return the seconds that a whole step takes."""
    travel = _leaf_travel(motion.left[step, 0], motion.right[step, 0], motion.left[step, 1], motion.right[step, 1])
    turned = abs(float(motion.gantry[step, 1] - motion.gantry[step, 0]))
    return max(float(motion.mu[step]) / machine.dose_rate, travel / machine.leaf_speed, turned / machine.gantry_speed)


def _leaf_travel(left: Array, right: Array, new_left: Array, new_right: Array) -> float:
    return float(max(np.abs(new_left - left).max(), np.abs(new_right - right).max()))


def _shown(
    motion: Motion, moment: _Moment, machine: Machine, random: np.random.Generator
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], float]:
    """Return leaf positions and gantry angle at a moment with the machine's errors; opposing leaves never collide."""
    parts = []
    for bank in (motion.left, motion.right):
        exact = (1 - moment.along) * bank[moment.step, 0] + moment.along * bank[moment.step, 1]
        parts.append(exact + machine.leaf_error * random.standard_normal(len(exact)))
    left, right = np.minimum(parts[0], parts[1]), np.maximum(parts[0], parts[1])
    angle = (1 - moment.along) * motion.gantry[moment.step, 0] + moment.along * motion.gantry[moment.step, 1]
    gantry = float(np.round((angle + machine.gantry_error * random.standard_normal()) % 360, 1) % 360)
    return np.round(left, 2).astype(np.float32), np.round(right, 2).astype(np.float32), gantry
