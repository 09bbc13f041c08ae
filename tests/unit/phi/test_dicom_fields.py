"""What becomes of DICOM attributes: the table beside PS3.15 Table E.1-1, and UIDs that stay UIDs."""

from __future__ import annotations

import re

import pytest
from pydicom.datadict import DicomDictionary

from codewell.phi.fields.replacing import FieldReplacer
from codewell.phi.fields.table import Rule, Treatment, field_table
from codewell.phi.phi_types import PhiType
from codewell.phi.policy import policy_named
from codewell.phi.replacement import Replacer


@pytest.mark.parametrize(
    ("path", "treatment"),
    [
        # The action of PS3.15 2026c, Table E.1-1, in brackets.
        ("(0010,0010)", PhiType.NAME),  # Patient's Name [Z]
        ("(0010,0020)", PhiType.MRN),  # Patient ID [Z]
        ("(0010,0030)", Treatment.BIRTH_DATE),  # Patient's Birth Date [Z]
        ("(0008,0018)", Treatment.LINK),  # SOP Instance UID [U]
        ("(0020,000D)", Treatment.LINK),  # Study Instance UID [U]
        ("(0008,0050)", Treatment.DROP),  # Accession Number [Z]
        ("(0008,0080)", PhiType.LOCATION),  # Institution Name [X/Z/D]
        ("(0008,0081)", Treatment.DROP),  # Institution Address [X]
        ("(0008,0090)", PhiType.NAME),  # Referring Physician's Name [Z]
        ("(0008,1030)", Treatment.DROP),  # Study Description [X]
        ("(0010,1010)", Treatment.DROP),  # Patient's Age [X]
        ("(0010,4000)", Treatment.DROP),  # Patient Comments [X]
        ("(0008,0020)", Treatment.DATE),  # Study Date [Z], year kept
        ("(0008,0030)", Treatment.DROP),  # Study Time [Z]
        ("(0040,A160)", Treatment.PROSE),  # Text Value, by Clean Structured Content
        ("(0008,0104)", Treatment.KEEP),  # Code Meaning
        ("(0099,0099)", Treatment.SCAN),  # not known
    ],
)
def test_an_attribute_has_the_treatment_of_the_profile(path, treatment):
    assert field_table("dicom").rule(path).treatment is treatment


@pytest.mark.parametrize(
    ("representations", "treatments"),
    [
        (("PN",), {PhiType.NAME}),
        (("UI",), {Treatment.LINK}),
        (("DA", "DT"), {Treatment.DATE, Treatment.BIRTH_DATE}),
        (("TM", "AE", "AS"), {Treatment.DROP}),
    ],
)
def test_every_name_uid_date_and_time_of_the_standard_is_treated(representations, treatments):
    table = field_table("dicom")
    tags = [tag for tag, entry in DicomDictionary.items() if entry[0] in representations and tag >> 16 not in (0, 2, 4)]
    assert len(tags) > 20
    for tag in tags:
        assert table.rule(f"({tag >> 16:04X},{tag & 0xFFFF:04X})").treatment in treatments


def replaced(uid: str, secret: bytes | None) -> str:
    fields = FieldReplacer(Replacer(policy_named("tags"), [], [], None, None), secret, 0)
    return fields.replaced(uid, Rule(Treatment.LINK, "")) or ""


def test_a_uid_becomes_another_uid_keyed_by_the_secret():
    uid = "1.2.840.113619.2.55.3.604688119.971.1"
    assert replaced(uid, b"one") == replaced(uid, b"one") != replaced(uid, b"two")
    assert re.fullmatch(r"2\.25\.[1-9][0-9]{20,38}", replaced(uid, b"one"))


def test_without_a_secret_uids_agree_within_a_run_and_differ_from_one_another():
    assert replaced("1.2.3.4.1", None) == replaced("1.2.3.4.1", None) != replaced("1.2.3.4.2", None)
