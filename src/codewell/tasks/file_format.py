"""Forms in which results leave as files: each has an id, a media type and an ending."""

from __future__ import annotations

from enum import Enum


class FileFormat(Enum):
    """A form of a file; the value is its id in addresses, on the command line and in the API.

    A member is written as id, media type (without its character set, which is UTF-8) and ending of a file's name.
    """

    media_type: str
    suffix: str

    def __new__(cls, id: str, media_type: str = "", suffix: str = "") -> FileFormat:
        made = object.__new__(cls)
        made._value_ = id
        made.media_type = media_type
        made.suffix = suffix
        return made
