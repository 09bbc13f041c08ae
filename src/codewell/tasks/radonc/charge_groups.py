"""Findings of an audit that say the same of one code on many days, as one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from codewell.tasks.radonc.audit_rt_charges import ChargeFinding


@dataclass(frozen=True, slots=True)
class ChargeGroup:
    """Findings in the same words.

    Args:
        alike: at least one, in the audit's order.
    """

    alike: tuple[ChargeFinding, ...]

    @property
    def first(self) -> ChargeFinding:
        """The finding that stands for all."""
        return self.alike[0]

    @property
    def over(self) -> Decimal:
        """US dollars that Medicare would allow too much, over all."""
        return sum((one.over for one in self.alike), Decimal(0))

    @property
    def under(self) -> Decimal:
        """US dollars that it would allow too little, over all."""
        return sum((one.under for one in self.alike), Decimal(0))


def charge_groups(found: Iterable[ChargeFinding]) -> list[ChargeGroup]:
    """Return findings that say the same of one code, whatever the day, as one, in the order in which each first appears."""
    groups: dict[tuple[object, ...], list[ChargeFinding]] = {}
    for one in found:
        because = one.finding.because.replace(one.finding.day.isoformat(), "")
        key = (one.finding.kind, one.finding.code, because, one.finding.suggests, one.finding.units)
        groups.setdefault(key, []).append(one)
    return [ChargeGroup(tuple(alike)) for alike in groups.values()]
