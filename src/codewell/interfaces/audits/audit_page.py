"""The audit as one HTML file that opens without Codewell, prints well, and carries its signed values with it."""

from __future__ import annotations

import re
from typing import Any

from codewell.kernel.errors import InputError
from codewell.tasks.audit_redaction import AuditFile, read_audit

_EMBEDDED = re.compile(rb'<script type="application/json" id="codewell-audit">(.*?)</script>', re.DOTALL)


def audit_page(file: AuditFile) -> bytes:
    """Return the page; the same audit gives the same bytes."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("codewell.interfaces.audits"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["thousands"] = _thousands
    embedded = file.as_json().decode().replace("<", "\\u003c")
    page = environment.get_template("audit.html").render(
        audit=file.audit, signature=file.signature, embedded=Markup(embedded), classes=_CLASSES
    )
    return page.encode()


def read_audit_file(content: bytes) -> AuditFile:
    """Return the audit that a JSON or HTML file holds.

    Raises:
        InputError: it is no audit, or its page does not show the values that it carries.
    """
    embedded = _EMBEDDED.search(content)
    if embedded is None:
        return read_audit(content)
    file = read_audit(embedded[1])
    try:
        rendered = audit_page(file)
    except Exception as broken:
        raise _changed() from broken
    if rendered != content:
        raise _changed()
    return file


def _changed() -> InputError:
    return InputError(
        "The page does not show the values that it carries: it was changed, or made by another release of Codewell.",
        next_step="Check the JSON audit of the same run, or make the page again.",
        slug="input.audit-changed",
    )


def _thousands(number: Any) -> str:
    return f"{number:,}"


_CLASSES = {
    "NAME": "Names",
    "LOCATION": "Places below a state",
    "DATE": "Dates",
    "AGE_OVER_89": "Ages over 89",
    "PHONE": "Telephone numbers",
    "FAX": "Fax numbers",
    "EMAIL": "E-mail addresses",
    "SSN": "Social security numbers",
    "MRN": "Medical record numbers",
    "HEALTH_PLAN_ID": "Health plan numbers",
    "ACCOUNT": "Account numbers",
    "LICENSE": "Certificates and licences",
    "VEHICLE_ID": "Vehicles",
    "DEVICE_ID": "Devices",
    "URL": "Web addresses",
    "IP": "IP addresses",
    "BIOMETRIC": "Biometric identifiers",
    "PHOTO": "Photographs",
    "OTHER_ID": "Other unique numbers",
}
"""Name of a kind -> its class in words."""
