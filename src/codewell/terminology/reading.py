"""Elements of a resource that somebody sent: what is not as FHIR has it reads as absent."""

from __future__ import annotations

from codewell.terminology.concept import JsonObject


def text_of(element: JsonObject, name: str) -> str:
    """Return a text element, empty where it is absent or no text."""
    value = element.get(name)
    return value if isinstance(value, str) else ""


def objects(element: JsonObject, name: str) -> list[JsonObject]:
    """Return a repeating complex element; what is no object in it is left out."""
    value = element.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def child(element: JsonObject, name: str) -> JsonObject:
    """Return a complex element, empty where it is absent."""
    value = element.get(name)
    return value if isinstance(value, dict) else {}


def texts(element: JsonObject, name: str) -> list[str]:
    """Return a repeating text element."""
    value = element.get(name)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
