"""Images and registrations linked to planning and to sessions: what planning rests on, what guides sessions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from codewell.radonc.episode.cone_beam import Known, Planning, cone_beam_proofs, scanner_of
from codewell.radonc.episode.couch import couch_of
from codewell.radonc.episode.elements import items_of, proof_of, text_of
from codewell.radonc.episode.guidance import Made
from codewell.radonc.episode.naming import problem
from codewell.radonc.episode.opening import DAMAGED, DicomFile
from codewell.radonc.episode.projections import projections_of
from codewell.radonc.episode.registration_reading import Registration, read_registration
from codewell.radonc.episode.series import ImageSeries, moment_of, series_of
from codewell.radonc.facts import FileProblem, ImagingFacts, PlanFacts, Proof, SessionFacts


def planning_of(plans: Iterable[PlanFacts], structure_sets: Sequence[DicomFile]) -> Planning:
    """Return frames of reference and image series that plans and structure sets rest on."""
    frames = {plan.frame for plan in plans}
    series: set[str] = set()
    for file in structure_sets:
        frames.add(text_of(file.dataset, "FrameOfReferenceUID"))
        frames |= {text_of(roi, "ReferencedFrameOfReferenceUID") for roi in items_of(file.dataset, "StructureSetROISequence")}
        for frame in items_of(file.dataset, "ReferencedFrameOfReferenceSequence"):
            frames.add(text_of(frame, "FrameOfReferenceUID"))
            for study in items_of(frame, "RTReferencedStudySequence"):
                series |= {text_of(one, "SeriesInstanceUID") for one in items_of(study, "RTReferencedSeriesSequence")}
    return Planning(frozenset(frames - {""}), frozenset(series - {""}))


def imaging_of(
    images: Sequence[DicomFile], planning: Planning, sessions: Sequence[SessionFacts]
) -> tuple[tuple[ImagingFacts, ...], tuple[tuple[ImageSeries, tuple[Proof, ...]], ...], frozenset[str]]:
    """Return facts of every series by day, the cone-beam CTs among them with what shows it, and the other series' frames."""
    series = series_of(images)
    planned = [one for one in series if one.uid in planning.series or one.frame in planning.frames]
    scanners = [scanner for one in planned if (scanner := scanner_of(one)) is not None]
    others = frozenset(one.frame for one in series if one.modality != "CT")
    known = Known(planning, tuple(sessions), frozenset(scanners), others)
    cone_beams = [(one, cone_beam_proofs(one, known)) for one in series]
    shown = tuple((one, proofs) for one, proofs in cone_beams if proofs)
    on_machine = {one.uid for one, _ in shown}
    facts = tuple(_imaging(one, is_cone_beam=one.uid in on_machine) for one in series)
    return facts, shown, frozenset({one.frame for one in series if one.uid not in on_machine} - {""})


def _imaging(one: ImageSeries, *, is_cone_beam: bool) -> ImagingFacts:
    proofs = [proof_of(one.header, "Modality", one.file)]
    if one.day_proof is not None:
        proofs.append(one.day_proof)
    if one.phases > 1:
        keyword = "TemporalPositionIdentifier" if "TemporalPositionIdentifier" in one.header else "SeriesDescription"
        proofs.append(proof_of(one.header, keyword, one.file))
    return ImagingFacts(one.modality, one.day, one.uid, one.slices, one.phases, is_cone_beam, one.words, tuple(proofs))


def made_for_guidance(
    cone_beams: tuple[tuple[ImageSeries, tuple[Proof, ...]], ...],
    image_frames: frozenset[str],
    files: Mapping[str, Sequence[DicomFile]],
    plans: Mapping[str, PlanFacts],
    problems: list[FileProblem],
) -> Made:
    """Return what was made to guide sessions.

    Args:
        cone_beams: with what shows that they were made on the machine.
        image_frames: of other images.
        files: `registrations`, `projections`, `ultrasound`, `records`.
        plans: by UID.
        problems: takes up registrations that cannot be used.
    """
    couch = {file.name: moved for file in files["records"] if (moved := couch_of(file.dataset, file.name)) is not None}
    ultrasound = []
    for file in files["ultrasound"]:
        day, at, proof = moment_of(file.dataset, file.name)
        if day is not None and proof is not None:
            ultrasound.append((day, at, (proof_of(file.dataset, "Modality", file.name), proof)))
    return Made(
        cone_beams,
        tuple(_registrations(files["registrations"], problems)),
        tuple(projections_of(files["projections"], lambda uid: uid not in plans or plans[uid].intent.is_treatment)),
        tuple(ultrasound),
        image_frames,
        couch,
    )


def _registrations(files: Iterable[DicomFile], problems: list[FileProblem]) -> list[Registration]:
    found: list[Registration] = []
    for file in files:
        try:
            found.append(read_registration(file.dataset, file.name, problems))
        except DAMAGED:
            problems.append(problem(file.name, "rt.unreadable"))
    return sorted(found, key=lambda one: (str(one.day), str(one.at), one.file))
