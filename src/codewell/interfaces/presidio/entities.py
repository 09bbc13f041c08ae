"""What Presidio calls each kind of identifier."""

from __future__ import annotations

from typing import Final

from codewell.phi.phi_types import PhiType

ENTITIES: Final[dict[PhiType, str]] = {
    PhiType.NAME: "PERSON",
    PhiType.LOCATION: "LOCATION",
    PhiType.DATE: "DATE_TIME",
    PhiType.AGE_OVER_89: "AGE",
    PhiType.PHONE: "PHONE_NUMBER",
    PhiType.FAX: "PHONE_NUMBER",
    PhiType.EMAIL: "EMAIL_ADDRESS",
    PhiType.SSN: "US_SSN",
    PhiType.MRN: "MEDICAL_RECORD_NUMBER",
    PhiType.HEALTH_PLAN_ID: "HEALTH_PLAN_ID",
    PhiType.ACCOUNT: "ACCOUNT_NUMBER",
    PhiType.LICENSE: "MEDICAL_LICENSE",
    PhiType.VEHICLE_ID: "VEHICLE_ID",
    PhiType.DEVICE_ID: "DEVICE_ID",
    PhiType.URL: "URL",
    PhiType.IP: "IP_ADDRESS",
    PhiType.BIOMETRIC: "BIOMETRIC_ID",
    PhiType.PHOTO: "PHOTO_ID",
    PhiType.OTHER_ID: "ID",
}
"""Presidio's own name where it has one for the same thing."""
