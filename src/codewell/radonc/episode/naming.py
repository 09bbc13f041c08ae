"""What is wrong with a file, in words, by slug: one table, so that a slug always says the same."""

from __future__ import annotations

from codewell.radonc.facts import FileProblem

_SAYS: dict[str, tuple[str, str]] = {
    "rt.not-dicom": ("The file is not DICOM.", "Leave it out, or export it as DICOM."),
    "rt.empty-file": ("The file is empty.", "Export it again."),
    "rt.unreadable": ("The file cannot be read.", "Export it again; the other files were read."),
    "rt.truncated": ("The file ends before its content does.", "Export it again; the other files were read."),
    "rt.too-large": ("The file is larger than one object of an episode can be.", "Leave it out, or export it in parts."),
    "rt.link": ("The entry is a link, which is not followed.", "Put the file itself into the folder."),
    "rt.unsafe-name": ("The archive names a place outside itself.", "Pack the archive again from the folder."),
    "rt.encrypted": ("The archive holds the file encrypted.", "Unpack the archive with its password, then give the folder."),
    "rt.nested-archive": ("The file is an archive inside the episode.", "Unpack it, or give it on its own."),
    "rt.not-rt": ("The DICOM object is of a kind that says nothing to coding.", "Nothing; it was left out."),
    "rt.not-coded": (
        "The object belongs to a kind of treatment that is not coded here (ion beams, brachytherapy, second-generation RT).",
        "Code this treatment by hand.",
    ),
    "rt.no-class": ("The DICOM file does not say what kind of object it holds.", "Export it again."),
    "rt.no-uid": ("The DICOM object states no SOP Instance UID.", "Export it again."),
    "rt.other-patient": ("The file is of another patient than the episode.", "Give each patient's files on their own."),
    "rt.no-patient": (
        "The file states no patient and shares no study, frame of reference or plan with the episode.",
        "Leave it out, or export it with its patient.",
    ),
    "rt.duplicate-uid": (
        "Files with different content share one SOP Instance UID, so none of them can be trusted.",
        "Export the object again and remove the wrong file.",
    ),
    "rt.plan-without-beams": ("The plan has no beams.", "Export the plan again with its beams."),
    "rt.no-isocentre": (
        "A beam that treats states no isocentre, so isocentres cannot be counted.",
        "Export the plan again, or take the number of isocentres from the plan report.",
    ),
    "rt.dose-without-pixels": ("The dose has no pixels.", "Export the dose again."),
    "rt.dose-relative": ("The dose is in relative units, so it states no Gy.", "Export the dose in Gy."),
    "rt.dose-units": ("The dose states no unit.", "Export the dose in Gy."),
    "rt.overlapping-contours": (
        "Contours of a structure cross one another on a plane, so what is inside cannot be told there.",
        "Correct the structure in the planning system.",
    ),
    "rt.degenerate-contours": ("A structure has contours without area.", "Correct the structure in the planning system."),
    "rt.no-treatment-date": (
        "The treatment record states no date, so it belongs to no session.",
        "Export the record again, or take the day from the treatment log.",
    ),
    "rt.no-meterset": (
        "The treatment record states no delivered meterset for a beam; nothing is counted as delivered.",
        "Take the monitor units from the treatment log.",
    ),
    "rt.record-without-beams": ("The treatment record has no beams.", "Export the record again."),
    "rt.no-plan-reference": ("The treatment record names no plan.", "Take the plan from the treatment log."),
    "rt.repeated-record": (
        "The treatment record repeats another one under a new UID; it was counted once.",
        "Check the treatment log for the fraction.",
    ),
    "rt.more-than-planned": (
        "Records of one fraction add up to more meterset than was planned.",
        "Check the treatment log: a fraction number may be wrong.",
    ),
    "rt.repeated-fraction": (
        "A fraction number that was delivered whole on an earlier day was delivered again.",
        "Check the treatment log: a fraction number may be wrong.",
    ),
    "rt.plan-missing": (
        "The treatment record names a plan whose file is not there, so technique, site and isocentres are not shown.",
        "Export the plan too.",
    ),
    "rt.summary-only": (
        "A treatment summary states fractions for which there is no treatment record.",
        "Export the treatment records; the metersets stand there.",
    ),
    "rt.registration-without-matrix": ("The registration states no rigid matrix.", "Take the shift from the treatment log."),
}


def problem(file: str, slug: str) -> FileProblem:
    """Return what is wrong with a file and what to do next.

    Raises:
        KeyError: the slug is not in the table.
    """
    says, next_step = _SAYS[slug]
    return FileProblem(file, slug, says, next_step)
