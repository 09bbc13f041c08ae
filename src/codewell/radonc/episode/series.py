"""Images by series: what, when, in which frame of reference, and which words tell their kind."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time

from pydicom.dataset import Dataset

from codewell.radonc.episode.elements import day_of, proof_of, text_of, time_of, value_of, whole_of
from codewell.radonc.episode.opening import DicomFile
from codewell.radonc.facts import Proof

# Study Date comes last: a study may be opened days before its images are made.
_DAYS = (
    ("AcquisitionDate", "AcquisitionTime"),
    ("AcquisitionDateTime", "AcquisitionDateTime"),
    ("ContentDate", "ContentTime"),
    ("SeriesDate", "SeriesTime"),
    ("StudyDate", ""),
)
TEXTS = ("ImageType", "SeriesDescription", "ProtocolName", "ManufacturerModelName", "StudyDescription")
_KIND_WORDS = re.compile(
    r"(?<![A-Za-z0-9])(?:k[vV][-_ ]?CBCT|CBCT|cone[-_ ]?beam|MVCT|kVCT|4D(?:[-_ ]?CT)?|DIBH|AVE(?:RAGE)?|AVG|MIP|MinIP|"
    r"planning|sim(?:ulation)?|gated|phase|[0-9]{1,3} ?%|T1|T2|FLAIR|DWI|FDG|PSMA|contrast|axial|localizer)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_PHASE = re.compile(r"(?<![0-9])([0-9]{1,3}) ?%|(?:phase|gated|T ?=|\bT|CT)[-_ ]?([0-9]{1,3})(?![0-9])", re.IGNORECASE)
_FEWEST_NAMED_PHASES = 3
_FEWEST_EQUAL_SERIES = 6


@dataclass(frozen=True, slots=True)
class ImageSeries:
    """The images of a series.

    Args:
        uid: Series Instance UID.
        modality: CT, MR, PT.
        frame: Frame of Reference UID; empty where none.
        day: of acquisition; None where not given.
        at: of the first image; None where not given.
        slices: number of images.
        phases: respiratory phases within the series, or of the series it belongs to.
        file: name of the file whose header stands for the series.
        header: of it.
        day_proof: where the day stands; None without one.
    """

    uid: str
    modality: str
    frame: str
    day: date | None
    at: time | None
    slices: int
    phases: int
    file: str
    header: Dataset = field(repr=False, compare=False)
    day_proof: Proof | None

    @property
    def words(self) -> str:
        """Words of the header that tell the kind of series, from a fixed list."""
        texts = " ".join(all_text(self.header, keyword) for keyword in TEXTS)
        return " ".join(dict.fromkeys(match.upper() for match in _KIND_WORDS.findall(texts)))


def all_text(header: Dataset, keyword: str) -> str:
    """Return an element's values as one text with spaces between."""
    found = value_of(header, keyword)
    if found is None:
        return ""
    return found if isinstance(found, str) else " ".join(str(one) for one in found) if hasattr(found, "__iter__") else str(found)


def moment_of(header: Dataset, file: str) -> tuple[date | None, time | None, Proof | None]:
    """Return day and time at which an image was made, and where the day stands."""
    for day_keyword, time_keyword in _DAYS:
        day = day_of(header, day_keyword)
        if day is None:
            continue
        at = _time_within(header) if time_keyword == "AcquisitionDateTime" else time_of(header, time_keyword)
        return day, at if time_keyword else None, proof_of(header, day_keyword, file)
    return None, None, None


def _time_within(header: Dataset) -> time | None:
    digits = re.sub(r"\D", "", text_of(header, "AcquisitionDateTime").split(".")[0])[8:14]
    try:
        return time(int(digits[:2]), int(digits[2:4] or 0), int(digits[4:6] or 0))
    except ValueError:
        return None


def series_of(files: Sequence[DicomFile]) -> list[ImageSeries]:
    """Return series in order of day, time and UID; several series that are the phases of one 4D CT know how many there are."""
    by_uid: dict[tuple[str, str], list[DicomFile]] = defaultdict(list)
    for one in files:
        by_uid[text_of(one.dataset, "Modality").upper(), text_of(one.dataset, "SeriesInstanceUID")].append(one)
    found = [_series(modality, uid, images) for (modality, uid), images in by_uid.items()]
    found.sort(key=lambda one: (str(one.day or "9999"), str(one.at or ""), one.uid))
    return _with_phases(found)


def _series(modality: str, uid: str, files: Sequence[DicomFile]) -> ImageSeries:
    timed = [(moment_of(one.dataset, one.name), one) for one in files]
    (day, at, proof), first = min(timed, key=lambda pair: (str(pair[0][0] or "9999"), str(pair[0][1] or ""), pair[1].uid))
    headers = [one.dataset for one in files]
    return ImageSeries(
        uid=uid,
        modality=modality,
        frame=text_of(first.dataset, "FrameOfReferenceUID"),
        day=day,
        at=at,
        slices=sum(max(1, whole_of(header, "NumberOfFrames") or 1) for header in headers),
        phases=_phases_within(headers),
        file=first.name,
        header=first.dataset,
        day_proof=proof,
    )


def _phases_within(headers: Sequence[Dataset]) -> int:
    """Return how many respiratory phases a series holds: by temporal position, or by nominal percentage of the phase."""
    for keyword in ("TemporalPositionIdentifier", "NominalPercentageOfRespiratoryPhase"):
        stated = {text_of(header, keyword) for header in headers} - {""}
        if len(stated) > 1:
            return len(stated)
    return 1


def _with_phases(found: list[ImageSeries]) -> list[ImageSeries]:
    groups: dict[tuple[str, date | None], list[ImageSeries]] = defaultdict(list)
    for one in found:
        if one.modality == "CT" and one.frame and one.phases == 1:
            groups[one.frame, one.day].append(one)
    phases: dict[str, int] = {}
    for group in groups.values():
        named = {one.uid: phase for one in group if (phase := _phase(one)) is not None}
        if len(set(named.values())) >= _FEWEST_NAMED_PHASES:
            phases |= dict.fromkeys(named, len(set(named.values())))
            continue
        size, count = Counter(one.slices for one in group).most_common(1)[0]
        if count >= _FEWEST_EQUAL_SERIES and size > 1:
            phases |= {one.uid: count for one in group if one.slices == size}
    return [replace(one, phases=phases.get(one.uid, one.phases)) for one in found]


def _phase(series: ImageSeries) -> int | None:
    match = _PHASE.search(text_of(series.header, "SeriesDescription"))
    if match is None:
        return None
    percent = int(match[1] or match[2])
    return percent if percent <= 100 else None
