"""Telling a cone-beam CT made on the treatment machine from a CT for planning, with what shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from codewell.radonc.episode.elements import proof_of, text_of
from codewell.radonc.episode.series import TEXTS, ImageSeries, all_text
from codewell.radonc.facts import Proof, SessionFacts

# Tomotherapy's megavoltage CT localises as a cone-beam CT does, and is coded alike.
_WORDS = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:kV|MV)?[-_ ]?CBCT|cone[-_ ]?beam|MVCT|XVI|OBI|on[-_ ]?board[-_ ]?imager|OBI[-_ ]?CT)(?![A-Za-z])",
    re.IGNORECASE,
)
_MACHINE_MAKERS = re.compile(r"varian|elekta|accuray|tomotherapy|brainlab|reflexion|viewray", re.IGNORECASE)
_FOR_PLANNING = re.compile(r"plan|sim(?![a-z])|simul|diagnos|contrast|helical|spiral|recon", re.IGNORECASE)
_AROUND = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Planning:
    """What planning rests on.

    Args:
        frames: Frame of Reference UIDs of plans and structure sets.
        series: Series Instance UIDs that structure sets refer to.
    """

    frames: frozenset[str]
    series: frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the episode when a series is looked at.

    Args:
        planning: frames and series of planning.
        sessions: of the episode.
        scanners: manufacturer, model and station of planning CTs, each stated.
        other_frames: of MR and PET series: a CT in the frame of a PET is that of a PET/CT.
    """

    planning: Planning
    sessions: tuple[SessionFacts, ...]
    scanners: frozenset[tuple[str, str, str]]
    other_frames: frozenset[str]


def cone_beam_proofs(one: ImageSeries, known: Known) -> tuple[Proof, ...]:
    """Return what shows that a CT series was made on the treatment machine; empty where nothing does.

    The header's own words decide (image type, series, protocol, model). Without them a CT counts as made for a session only
    where no structure set refers to it, its frame of reference is not that of planning, and it was made on a day of treatment
    (within an hour of a session, where both times are there) or its manufacturer builds treatment machines; and never where
    it comes from the scanner of a planning CT, shares its frame with MR or PET, or is called a planning or diagnostic scan.
    """
    planning = known.planning
    if one.modality != "CT":
        return ()
    dates = (one.day_proof,) if one.day_proof is not None else ()
    for keyword in TEXTS:
        if keyword != "StudyDescription" and _WORDS.search(all_text(one.header, keyword)):
            return (proof_of(one.header, keyword, one.file), *dates)
    if one.uid in planning.series or one.frame in planning.frames or not one.frame or not planning.frames:
        return ()
    if scanner_of(one) in known.scanners or one.frame in known.other_frames:
        return ()
    if any(_FOR_PLANNING.search(all_text(one.header, keyword)) for keyword in ("SeriesDescription", "ProtocolName")):
        return ()
    frame = proof_of(one.header, "FrameOfReferenceUID", one.file)
    if _MACHINE_MAKERS.search(text_of(one.header, "Manufacturer")):
        return (proof_of(one.header, "Manufacturer", one.file), frame, *dates)
    return (frame, *dates) if any(_is_near(one, session) for session in known.sessions) else ()


def scanner_of(one: ImageSeries) -> tuple[str, str, str] | None:
    """Return manufacturer, model and station of a series; None where one of them is not stated."""
    maker, model, station = (text_of(one.header, word) for word in ("Manufacturer", "ManufacturerModelName", "StationName"))
    return (maker, model, station) if maker and model and station else None


def _is_near(one: ImageSeries, session: SessionFacts) -> bool:
    if one.day != session.day:
        return False
    if one.at is None or session.start is None or session.stop is None:
        return True
    at = datetime.combine(session.day, one.at)
    first = datetime.combine(session.day, session.start) - _AROUND
    return first <= at <= datetime.combine(session.day, session.stop) + _AROUND
