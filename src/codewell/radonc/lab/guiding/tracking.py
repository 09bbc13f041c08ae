"""How a target moves during a session, and when the beam is held. Not for clinical use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from codewell.kernel.errors import InputError

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


class MotionError(InputError):
    """A motion or a gating window cannot be simulated as asked."""

    slug = "radonc.motion"


@dataclass(frozen=True, slots=True)
class Trace:
    """A signal sampled during a session.

    Args:
        times: seconds from the start, evenly spaced.
        positions: mm of the target from its place at set-up, one row (x, y, z) for each time.
    """

    times: FloatArray
    positions: FloatArray

    @property
    def step(self) -> float:
        """Return the seconds between samples."""
        return float(self.times[1] - self.times[0])

    @property
    def excursion(self) -> FloatArray:
        """Return the distance from set-up at each time, mm."""
        return np.asarray(np.linalg.norm(self.positions, axis=1))


@dataclass(frozen=True, slots=True)
class Breathing:
    """Breathing: the target rests at end-exhale and moves up to its amplitude at inhale.

    Position along the way is amplitude times cos^(2n)(pi t / period), with period and amplitude that vary from breath to
    breath, and a drift of the baseline.

    Args:
        amplitude: mm towards x, y, z at full inhale.
        period: seconds, on average.
        power: n; larger rests longer at exhale.
        variation: spread of period and amplitude from breath to breath, as a share.
        drift: mm per minute of the baseline along z.

    Source: Lujan AE et al., Med Phys 26:715-720 (1999), doi 10.1118/1.598577.
    """

    amplitude: tuple[float, float, float] = (1.0, -3.0, -11.0)
    period: float = 4.2
    power: int = 2
    variation: float = 0.12
    drift: float = 0.3

    def over(self, seconds: float, *, rate: float = 10.0, seed: int = 0) -> Trace:
        """Return a session's trace; the same arguments give the same one."""
        times = _times(seconds, rate)
        draws = np.random.default_rng(seed)
        count = int(seconds / self.period * 2) + 4
        periods = self.period * np.clip(1 + self.variation * draws.standard_normal(count), 0.5, 2.0)
        depths = np.clip(1 + self.variation * draws.standard_normal(count), 0.3, 2.0)
        starts = np.concatenate(([0.0], np.cumsum(periods)))
        breath = np.searchsorted(starts, times, side="right") - 1
        phase = (times - starts[breath]) / periods[breath]
        inhaled = depths[breath] * np.sin(np.pi * phase) ** (2 * self.power)
        positions = inhaled[:, None] * np.asarray(self.amplitude)[None, :]
        positions[:, 2] += self.drift * times / 60
        return Trace(times, positions)


@dataclass(frozen=True, slots=True)
class ProstateMotion:
    """A prostate between still spells: slow drift as the rectum fills, a random walk, and now and then a gas bubble's passing.

    Args:
        walk: mm of the random walk's spread after one minute, along x, y, z; sideways it hardly moves.
        drift: mm per minute along x, y, z; backwards and down as muscles relax.
        passings: gas bubbles in ten minutes, on average.
        push: mm forwards and up at the height of one.

    Source: Langen KM et al., Int J Radiat Oncol Biol Phys 71:1084-1090 (2008), doi 10.1016/j.ijrobp.2007.11.054, for the
        kinds of motion; the values are the house's.
    """

    walk: tuple[float, float, float] = (0.15, 0.5, 0.5)
    drift: tuple[float, float, float] = (0.0, 0.15, -0.12)
    passings: float = 1.0
    push: float = 5.0

    def over(self, seconds: float, *, rate: float = 10.0, seed: int = 0) -> Trace:
        """Return a session's trace; the same arguments give the same one."""
        times = _times(seconds, rate)
        draws = np.random.default_rng(seed)
        steps = draws.standard_normal((times.size, 3)) * np.asarray(self.walk) * np.sqrt(1 / rate / 60)
        steps[0] = 0
        positions = np.cumsum(steps, axis=0) + times[:, None] / 60 * np.asarray(self.drift)
        for at in draws.uniform(0, seconds, draws.poisson(self.passings * seconds / 600)):
            lasts = draws.uniform(8, 25)
            bump = np.exp(-0.5 * ((times - at) / (lasts / 2.5)) ** 2)
            positions += bump[:, None] * np.array([0.0, -0.8, 0.6]) * self.push
        return Trace(times, positions)


@dataclass(frozen=True, slots=True)
class Gate:
    """When the beam is on.

    Args:
        low: mm from set-up, lower bound along each axis (x, y, z).
        high: upper bound along each axis.
        latency: seconds from a crossing until the beam follows it.
        patience: seconds outside before the beam is held; 0 gates at once, as with breathing.
    """

    low: tuple[float, float, float]
    high: tuple[float, float, float]
    latency: float = 0.1
    patience: float = 0.0

    def __post_init__(self) -> None:
        if any(low >= high for low, high in zip(self.low, self.high, strict=True)):
            raise MotionError("A gating window ends where it begins.", next_step="Give each axis a low below its high.")


EXHALE_GATE = Gate(low=(-2.0, -2.0, -3.5), high=(2.0, 2.0, 3.0))
"""Around end-exhale, where `Breathing` rests."""
PROSTATE_GATE = Gate(low=(-3.0, -3.0, -3.0), high=(3.0, 3.0, 3.0), patience=5.0)
"""The beam is held when the prostate stays more than 3 mm away for 5 s."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A time during which the beam was held.

    Args:
        start: seconds.
        stop: seconds.
    """

    start: float
    stop: float


@dataclass(frozen=True, slots=True)
class Gated:
    """A session's trace with the decisions of a gate.

    Args:
        trace: of the target.
        beam_on: for each time.
        holds: spells with the beam off, in order.
    """

    trace: Trace
    beam_on: BoolArray
    holds: tuple[Hold, ...]

    @property
    def duty_cycle(self) -> float:
        """Return the share of the time with the beam on."""
        return float(self.beam_on.mean())


def gate(trace: Trace, window: Gate) -> Gated:
    """Decide when the beam is on: inside the window, after the latency, and held only once patience has run out."""
    within = (trace.positions >= np.asarray(window.low)) & (trace.positions <= np.asarray(window.high))
    inside: BoolArray = np.asarray(within.all(axis=1))
    if window.patience > 0:
        inside = ~_lasting(~inside, round(window.patience / trace.step))
    lag = round(window.latency / trace.step)
    beam_on: BoolArray = np.concatenate((np.repeat(inside[:1], lag), inside[: inside.size - lag]))
    return Gated(trace, beam_on, _spells(trace, ~beam_on))


def _lasting(flags: BoolArray, samples: int) -> BoolArray:
    """Return the flags that have been set for at least a number of samples in a row before."""
    index = np.arange(flags.size)
    last_clear = np.maximum.accumulate(np.where(flags, -1, index))
    return np.asarray(flags & (index - last_clear > samples))


def _spells(trace: Trace, held: BoolArray) -> tuple[Hold, ...]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], held, [False])).astype(np.int8)))
    return tuple(
        Hold(float(trace.times[start]), float(trace.times[stop - 1] + trace.step))
        for start, stop in zip(edges[::2], edges[1::2], strict=True)
    )


def _times(seconds: float, rate: float) -> FloatArray:
    if seconds <= 0 or rate <= 0 or seconds * rate < 2:
        raise MotionError("A trace needs at least two samples.", next_step="Give a longer time or a higher rate.")
    return np.arange(round(seconds * rate), dtype=np.float64) / rate
