"""The job that takes the identifiers out of every file of a folder."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from pathlib import Path

from codewell.kernel.errors import CodewellError, InputError
from codewell.phi.policy import Policy
from codewell.tasks.batch.job import Outcome, Process
from codewell.tasks.batch.note_jobs import read_file
from codewell.tasks.batch.records import BatchRecord
from codewell.tasks.record_lines import defect_to_wire, encoded_line
from codewell.tasks.redact_file import FileRequest, audit_of_one, redact_file
from codewell.tasks.second_pass import refuse_unless_passed
from codewell.tasks.wire import error_to_wire, to_wire


@dataclass(frozen=True, slots=True)
class RedactFiles:
    """Redacts every file of a folder into a folder of the same names.

    Args:
        policy: what stands in the identifiers' place.
        secret: key of surrogates; None where the policy makes none.
        patient: whose files they are; None takes each file for itself.
        engine: what finds the identifiers.
        verify: whether a second pass must let each file through.
    """

    policy: Policy
    secret: bytes | None = field(default=None, repr=False)
    patient: str | None = field(default=None, repr=False)
    engine: str = "full"
    verify: bool = False

    @property
    def name(self) -> str:
        return "redact"

    def settings(self) -> str:
        """Return the settings on one line, with a digest in place of what is nobody's business."""
        told = hashlib.sha256(repr(self.policy).encode()).hexdigest()
        keyed = hmac.digest(self.secret or b"", repr(self.patient).encode(), "sha256").hex()
        return f"redact, {self.policy.name} {told[:16]}, {self.engine}, verify {self.verify}, {keyed[:16]}"

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
            name = Path(record.path).name
            request = FileRequest(content, self.policy, name, self.secret, self.patient, self.engine, self.verify)
            done = redact_file(request)
            if done.verification is not None:
                refuse_unless_passed(done.verification)
        except CodewellError as error:
            return Outcome(encoded_line({"id": record.path, "error": error_to_wire(error)}), True)
        except Exception as defect:  # noqa: BLE001 -- one bad file must not cost the others
            return Outcome(encoded_line({"id": record.path, "error": defect_to_wire(defect)}), True)
        audit = to_wire(audit_of_one(record.number + 1, done, self.policy))
        return Outcome(encoded_line({"id": record.path, "audit": audit}), False, record.path, done.content)
