"""One table: what each family of error means to a shell, to a browser and to a reader."""

from __future__ import annotations

from dataclasses import dataclass

from codewell.codebook.entry import Standing
from codewell.kernel.errors import (
    ChangedMeanwhileError,
    CodewellError,
    ConfigurationError,
    DownloadError,
    InputError,
    LicenceError,
    MailError,
    NotAllowedError,
    NotLoadedError,
    OutOfReachError,
    PhiBoundaryError,
    PublisherFileError,
    SignInNeededError,
    TooLargeError,
    UnknownCodeError,
    UnknownEntryError,
    UnknownRecordError,
    UsedUpError,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a family of results is told to each kind of caller.

    Args:
        exit_code: of the command line; a contract that scripts rely on.
        http_status: of the API and the web app.
        sentence: the family in words.
    """

    exit_code: int
    http_status: int
    sentence: str


DONE = Outcome(0, 200, "Done.")
DEFECT = Outcome(1, 500, "Codewell failed; this is a defect of the program.")
NOT_IN_FORCE = Outcome(4, 200, "The code is known but not in force on that day.")
DAY_NOT_LOADED = Outcome(5, 200, "No release on this machine answers for that day.")
CLAIMS_UNREAD = Outcome(9, 200, "Done; some claims could not be read and stand as errors in their place.")
CLAIM_WOULD_FAIL = Outcome(10, 200, "Some claim would be denied.")
CLAIM_NOT_SURE = Outcome(11, 200, "No claim would be denied by what is loaded; some edits lacked data, which is no pass.")
INTERRUPTED = Outcome(130, 499, "Interrupted.")

OUTCOMES: tuple[tuple[type[CodewellError], Outcome], ...] = (
    (UnknownCodeError, Outcome(3, 404, "No loaded release holds that code.")),
    (UnknownEntryError, Outcome(3, 404, "The loaded release has no such entry.")),
    (UnknownRecordError, Outcome(3, 404, "There is no such record here.")),
    (ChangedMeanwhileError, Outcome(2, 409, "Somebody changed it meanwhile.")),
    (TooLargeError, Outcome(2, 413, "That is too large.")),
    (InputError, Outcome(2, 422, "The request cannot be answered as it is written.")),
    (NotLoadedError, Outcome(5, 503, "What would answer is not loaded on this machine.")),
    (PublisherFileError, Outcome(6, 422, "A publisher's file is not as documented; the previous release is still in use.")),
    (DownloadError, Outcome(6, 502, "A publisher's server did not give the whole file; the next try goes on from there.")),
    (MailError, Outcome(7, 502, "A mail could not be sent.")),
    (SignInNeededError, Outcome(12, 401, "Sign in first.")),
    (NotAllowedError, Outcome(12, 403, "That is not allowed.")),
    (UsedUpError, Outcome(12, 429, "That is used up for now.")),
    (LicenceError, Outcome(8, 403, "The AMA licence has not been accepted for this file.")),
    (OutOfReachError, Outcome(7, 503, "The accounts cannot be reached for the moment.")),
    (ConfigurationError, Outcome(7, 500, "A setting, a folder or the disk does not allow it.")),
    (PhiBoundaryError, Outcome(7, 500, "Text that may hold PHI was kept from crossing a boundary.")),
)
"""Most special family first: the first that an error belongs to decides."""


def outcome_of(error: BaseException) -> Outcome:
    """Return how to tell of an error; what is nobody's family is a defect of the program."""
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    return next((outcome for family, outcome in OUTCOMES if isinstance(error, family)), DEFECT)


def outcome_of_standing(standing: Standing) -> Outcome:
    """Return how to tell of a code that is known, by how it stands on the day."""
    if standing is Standing.IN_FORCE:
        return DONE
    return DAY_NOT_LOADED if standing is Standing.NOT_LOADED else NOT_IN_FORCE
