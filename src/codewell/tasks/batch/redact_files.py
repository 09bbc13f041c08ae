"""The job that takes the identifiers out of every file of a folder."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from codewell.kernel.errors import CodewellError, InputError
from codewell.phi.finding import Engine, find_identifiers
from codewell.phi.phi_types import PhiType
from codewell.phi.policy import Policy
from codewell.tasks.batch.job import Outcome, Process
from codewell.tasks.batch.note_jobs import read_file
from codewell.tasks.batch.output import OUTCOMES_FILE
from codewell.tasks.batch.records import BatchRecord
from codewell.tasks.file_names import split_name, tells_somebody
from codewell.tasks.record_lines import defect_to_wire, encoded_line
from codewell.tasks.redact_any import ARCHIVE, redact_any
from codewell.tasks.redact_file import FileRequest, RedactedFile, audit_of_one
from codewell.tasks.second_pass import refuse_unless_passed
from codewell.tasks.wire import error_to_wire, to_wire

_OURS = re.compile(r"document-[0-9]{6,}")


@dataclass(frozen=True, slots=True)
class RedactFiles:
    """Redacts every file of a folder into a folder of the same names.

    Args:
        policy: what stands in the identifiers' place.
        secret: key of surrogates; None where the policy makes none.
        patient: whose files they are; None takes each file for itself.
        engine: what finds the identifiers.
        verify: whether a second pass must let each file through.
        keep_names: files keep their names; else one that may tell a person is replaced.
        keep_images: images and pixels stay, unread as they are.
        key: of UIDs and of folders' new names where there is no secret; the batch gives it.
    """

    policy: Policy
    secret: bytes | None = field(default=None, repr=False)
    patient: str | None = field(default=None, repr=False)
    engine: str = "full"
    verify: bool = False
    keep_names: bool = False
    keep_images: bool = False
    key: bytes = field(default=b"", repr=False)

    @property
    def name(self) -> str:
        return "redact"

    def settings(self) -> str:
        """Return the settings on one line, with a digest in place of what is nobody's business."""
        told = hashlib.sha256(repr(self.policy).encode()).hexdigest()
        keyed = hmac.digest(self.secret or b"", repr(self.patient).encode(), "sha256").hex()
        how = f"verify {self.verify}, names {self.keep_names}, images {self.keep_images}"
        return f"redact, {self.policy.name} {told[:16]}, {self.engine}, {how}, {keyed[:16]}"

    def with_key(self, key: bytes) -> RedactFiles:
        """Return the job with the key of the batch; a secret of the user's goes before it."""
        return replace(self, key=self.secret or key)

    def open(self, folder: Path | None) -> Process:
        """Return the function over the files of a folder.

        Raises:
            InputError: the input is no folder.
        """
        if folder is None:
            raise InputError(
                "Files are redacted from a folder.", next_step="For lines: codewell redact --ndjson.", slug="input.not-a-folder"
            )
        return lambda record: self._outcome(folder, record)

    def _outcome(self, folder: Path, record: BatchRecord) -> Outcome:
        assert record.path is not None
        try:
            content = read_file(folder / record.path)
            done = redact_any(self._request(content, Path(record.path).name))
            if done.verification is not None:
                refuse_unless_passed(done.verification)
        except CodewellError as error:
            return Outcome(encoded_line({"id": self._name(record, ()), "error": error_to_wire(error)}), True)
        except Exception as defect:  # noqa: BLE001 -- one bad file must not cost the others
            return Outcome(encoded_line({"id": self._name(record, ()), "error": defect_to_wire(defect)}), True)
        name = self._name(record, _removed(done), archive=done.format == ARCHIVE)
        audit = to_wire(audit_of_one(record.number + 1, done, self.policy))
        return Outcome(encoded_line({"id": name, "audit": audit}), False, name, done.content)

    def _request(self, content: bytes, name: str) -> FileRequest:
        return FileRequest(
            content,
            self.policy,
            name,
            self.secret,
            self.patient,
            self.engine,
            self.verify,
            uid_key=self.key or None,
            keep_images=self.keep_images,
        )

    def _name(self, record: BatchRecord, removed: Sequence[str], *, archive: bool = False) -> str:
        """Return the path of a result: its own, or one that tells nobody and clashes with no other."""
        assert record.path is not None
        *folders, file = record.path.split("/")
        stem, end = split_name(file)
        packed = archive and end.lower() != ".zip"
        numbered = packed or (record.path == OUTCOMES_FILE) or _OURS.fullmatch(stem) is not None
        find = partial(find_identifiers, engine=Engine(self.engine))
        if not self.keep_names:
            numbered = numbered or tells_somebody(stem, find, removed)
            folders = [self._folder(one) if tells_somebody(one, find, removed) else one for one in folders]
        last = f"document-{record.number + 1:06d}{'.zip' if packed else end}" if numbered else file
        return "/".join([*folders, last])

    def _folder(self, step: str) -> str:
        return f"folder-{hmac.digest(self.key, b'folder ' + step.encode('utf-8', 'surrogateescape'), 'sha256').hex()[:12]}"


def _removed(done: RedactedFile) -> list[str]:
    """Return the names and numbers that were taken out of a file."""
    return [
        part.received.reveal()[one.start : one.end]
        for part in done.parts
        for one in part.redacted.found
        if one.type is not PhiType.DATE and one.end <= len(part.received)
    ]
