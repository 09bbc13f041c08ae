"""One root error with a few families; each says in words what to do next.

`interfaces.outcomes` maps a family to exit code, HTTP status and sentence. Messages hold codes, ids, file names and
offsets, never note text.
"""

from __future__ import annotations


class CodewellError(Exception):
    """Root of every error that Codewell raises on purpose.

    Args:
        message: what is wrong, one sentence.
        next_step: what the reader can do about it, one sentence; empty when the message says it.
        slug: stable id of the case, `family.case`.
    """

    slug = "codewell.error"

    def __init__(self, message: str, *, next_step: str = "", slug: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step
        if slug is not None:
            self.slug = slug

    def __str__(self) -> str:
        return f"{self.message} {self.next_step}".strip()


class InputError(CodewellError):
    """The user can mend it: a malformed code, date, option or document."""

    slug = "input.invalid"


class UnknownCodeError(InputError):
    """No loaded release of any system has ever held this code.

    Args:
        suggestions: codes or words that the reader may have meant, best first.
    """

    slug = "input.unknown-code"

    def __init__(self, message: str, *, next_step: str = "", suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message, next_step=next_step)
        self.suggestions = suggestions


class UnknownEntryError(InputError):
    """The loaded release has no such index term or section of the guidelines."""

    slug = "input.unknown-entry"


class UnknownRecordError(InputError):
    """Nothing of that id is kept, or it is somebody else's; the two are told alike, so that ids say nothing."""

    slug = "input.no-such-record"


class ChangedMeanwhileError(InputError):
    """Somebody changed the record after it was read; nothing of this change was kept."""

    slug = "input.changed-meanwhile"


class TooLargeError(InputError):
    """What was sent is larger than it may be; nothing of it was kept."""

    slug = "input.too-large"


class PublisherFileError(CodewellError):
    """A publisher's file is not as documented; nothing of it was kept and the previous release stays.

    Args:
        file: name of the file, or of the member inside its archive.
        line: 1-based line or row; None when the whole file is meant.
        column: 1-based character position or the column's name.
        expected: what the layout asks for.
        found: what stands there; an excerpt of at most 60 characters.
    """

    slug = "source.not-as-documented"

    def __init__(
        self,
        *,
        file: str,
        expected: str,
        found: str,
        line: int | None = None,
        column: int | str | None = None,
        next_step: str = "Download the file again from the publisher; the previous release is still in use.",
    ) -> None:
        self.file, self.line, self.column, self.expected, self.found = file, line, column, expected, found[:60]
        where = file + (f", line {line}" if line is not None else "") + (f", column {column}" if column else "")
        super().__init__(f"{where}: expected {expected}, found {self.found}.", next_step=next_step)


class NotLoadedError(CodewellError):
    """The release that would answer is not on this machine."""

    slug = "release.not-loaded"


class LicenceError(CodewellError):
    """A file carries AMA codes or text and nobody has accepted the licence."""

    slug = "release.licence-not-accepted"


class ConfigurationError(CodewellError):
    """A setting, a folder or the disk does not allow what was asked."""

    slug = "configuration.invalid"


class StorageError(ConfigurationError):
    """The disk refused: full, read-only or damaged."""

    slug = "configuration.storage"


class OutOfReachError(StorageError):
    """A database cannot be reached for the moment, or takes too long: asking again soon may help.

    Args:
        retry_after: seconds until it is worth asking again.
    """

    slug = "configuration.out-of-reach"

    def __init__(self, message: str, *, next_step: str = "", slug: str | None = None, retry_after: int = 5) -> None:
        super().__init__(message, next_step=next_step, slug=slug)
        self.retry_after = retry_after


class DownloadError(CodewellError):
    """A publisher's server did not give the whole file; what arrived is kept for the next try."""

    slug = "source.download"


class MailError(CodewellError):
    """A mail could not be sent; what it tells of stays as it is."""

    slug = "mail.not-sent"


class PhiBoundaryError(CodewellError):
    """Text that may hold PHI was about to cross a boundary it must not cross."""

    slug = "phi.boundary"


class SignInNeededError(CodewellError):
    """Only somebody who has signed in may have this."""

    slug = "access.sign-in-needed"


class ConfirmationNeededError(SignInNeededError):
    """Somebody who has signed in has to show again who he is before something that is sensitive."""

    slug = "access.confirmation-needed"


class NotAllowedError(CodewellError):
    """The role or the plan of whoever asks does not allow it, or the request does not come from our own page."""

    slug = "access.not-allowed"


class UsedUpError(CodewellError):
    """What the plan gives for this period is used up, or requests came too fast.

    Args:
        retry_after: seconds until it may be asked again; None where that helps nothing.
    """

    slug = "access.used-up"

    def __init__(self, message: str, *, next_step: str = "", slug: str | None = None, retry_after: int | None = None) -> None:
        super().__init__(message, next_step=next_step, slug=slug)
        self.retry_after = retry_after
