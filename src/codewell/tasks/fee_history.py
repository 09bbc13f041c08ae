"""What Medicare has paid for a service over the loaded relative value files."""

from __future__ import annotations

from dataclasses import dataclass

from codewell.fees.over_time import FeePoint, fees_over_time
from codewell.kernel.codes import Code
from codewell.tasks.price_service import procedure_code
from codewell.tasks.workplace import Workplace


@dataclass(frozen=True, slots=True)
class FeeHistory:
    """The amounts of a code over time.

    Args:
        code: the procedure.
        points: one for each relative value file that lists it, earliest first; empty where none does.
    """

    code: Code
    points: tuple[FeePoint, ...]

    @property
    def has_amounts(self) -> bool:
        """Say whether any file sets an amount."""
        return any(point.nonfacility is not None or point.facility is not None for point in self.points)


def fee_history(workplace: Workplace, text: str, locality: str = "") -> FeeHistory:
    """Return the amounts of a code over time: national, or of a locality.

    Args:
        workplace: its releases.
        text: the code as a person wrote it.
        locality: seven digits; empty for amounts before geographic adjustment.

    Raises:
        InputError: the text is no procedure code.
    """
    code = procedure_code(text)
    return FeeHistory(code, fees_over_time(workplace.shelf, code, locality))
