"""A payment and how it was worked out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the working.

    Args:
        label: what it is, in the field's words.
        formula: the figures, as a person would write them down.
        amount: US dollars after this step.
        cites: the rule or the release that the step rests on.
    """

    label: str
    formula: str
    amount: Decimal
    cites: str


@dataclass(frozen=True, slots=True)
class Payment:
    """The Medicare allowed amount of a service, before deductible, coinsurance and sequestration.

    Args:
        amount: US dollars, to the cent.
        steps: how it came about, in order.
        releases: what it was made from.
        notices: what a reader must know: a step that no source settles, a release that does not cover the day.
    """

    amount: Decimal
    steps: tuple[Step, ...]
    releases: tuple[str, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotPriced:
    """No amount, and why.

    Args:
        reason: one sentence.
        releases: what says so; empty where nothing is loaded.
        next_step: what a reader can do; empty for nothing.
    """

    reason: str
    releases: tuple[str, ...] = ()
    next_step: str = ""


def to_cents(amount: Decimal) -> Decimal:
    """Round half up to the cent, as the published amounts are."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def dollars(amount: Decimal) -> str:
    """Return an amount as people write it."""
    return f"${amount:,.2f}"
