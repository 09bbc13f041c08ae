"""Treatment devices of a plan: immobilisation, shields, boluses, blocks, wedges, compensators, leaf-shaped fields."""

from __future__ import annotations

from collections.abc import Sequence

from pydicom.dataset import Dataset

from codewell.radonc.episode.elements import items_of, numbered, proof_of, text_of, value_of
from codewell.radonc.facts import BeamFacts, DeviceFacts, DeviceKind, Proof, Shown, Technique

_FIXATION = {
    "BITEBLOCK": DeviceKind.BITE_BLOCK,
    "MASK": DeviceKind.CUSTOM_IMMOBILIZATION,
    "MOLD": DeviceKind.CUSTOM_IMMOBILIZATION,
    "CAST": DeviceKind.CUSTOM_IMMOBILIZATION,
    "VACUUM_MOLD": DeviceKind.CUSTOM_IMMOBILIZATION,
    "WHOLE_BODY_POD": DeviceKind.CUSTOM_IMMOBILIZATION,
    "HEADREST": DeviceKind.STANDARD_BOARD,
    "BREAST_BOARD": DeviceKind.STANDARD_BOARD,
}
# Words of device labels, where the type is left out or is not one of the standard.
_WORDS = (
    (("bite",), DeviceKind.BITE_BLOCK),
    (
        ("mask", "aquaplast", "thermoplast", "vac", "alpha cradle", "bluebag", "mold", "mould", "cast"),
        DeviceKind.CUSTOM_IMMOBILIZATION,
    ),
    (("board", "headrest", "head rest", "wedge cushion", "knee", "wingboard"), DeviceKind.STANDARD_BOARD),
)
_CUSTOM = ("custom", "print", "mould", "mold", "cast", "wax", "3d")
_BY_LEAVES = (Technique.STEP_AND_SHOOT, Technique.SLIDING_WINDOW, Technique.VMAT)


def read_devices(
    plan: Dataset, file: str, beams: Sequence[tuple[Dataset, str, BeamFacts, bool]]
) -> tuple[Shown[DeviceFacts], ...]:
    """Return the devices of a plan, distinct ones of a kind together.

    Args:
        plan: RT Plan.
        file: its name.
        beams: those that treat: data set, path, facts, and whether leaves shape the field to something else than a rectangle.
    """
    found = [*_fixation(plan, file), *_shields(plan, file)]
    found += (
        _boluses(beams, file) + _blocks(beams, file) + _wedges(beams, file) + _compensators(beams, file) + _leaves(beams, file)
    )
    return tuple(found)


def _shown(kind: DeviceKind, number: int, description: str, proofs: Sequence[Proof], how: str = "") -> Shown[DeviceFacts]:
    return Shown(DeviceFacts(kind, number, description[:60]), tuple(proofs), how)


def _fixation(plan: Dataset, file: str) -> list[Shown[DeviceFacts]]:
    devices: dict[tuple[DeviceKind, str], list[Proof]] = {}
    for setup, path in numbered(plan, "PatientSetupSequence"):
        for item, at in numbered(setup, "FixationDeviceSequence", path):
            kind, words = text_of(item, "FixationDeviceType").upper().replace(" ", "_"), text_of(item, "FixationDeviceLabel")
            words = words or text_of(item, "FixationDeviceDescription")
            device = _FIXATION.get(kind) or _by_words(f"{words} {kind}".lower())
            devices.setdefault((device, words or kind), []).append(proof_of(item, "FixationDeviceType", file, at))
    return [_shown(kind, 1, words, proofs) for (kind, words), proofs in devices.items()]


def _by_words(words: str) -> DeviceKind:
    return next((kind for cues, kind in _WORDS if any(cue in words for cue in cues)), DeviceKind.OTHER)


def _shields(plan: Dataset, file: str) -> list[Shown[DeviceFacts]]:
    devices: dict[str, list[Proof]] = {}
    for setup, path in numbered(plan, "PatientSetupSequence"):
        for item, at in numbered(setup, "ShieldingDeviceSequence", path):
            words = f"shield {text_of(item, 'ShieldingDeviceType').lower()} {text_of(item, 'ShieldingDeviceLabel')}".strip()
            devices.setdefault(words, []).append(proof_of(item, "ShieldingDeviceType", file, at))
    return [_shown(DeviceKind.OTHER, 1, words, proofs) for words, proofs in devices.items()]


Beams = Sequence[tuple[Dataset, str, BeamFacts, bool]]


def _boluses(beams: Beams, file: str) -> list[Shown[DeviceFacts]]:
    """Return boluses; one is custom where its description says so, else that is left to the note."""
    proofs: dict[str, list[Proof]] = {}
    words: dict[str, str] = {}
    for beam, path, facts, _ in beams:
        items = list(numbered(beam, "ReferencedBolusSequence", path))
        for item, at in items:
            key = text_of(item, "BolusID") or text_of(item, "ReferencedROINumber") or "bolus"
            words[key] = " ".join(text_of(item, one) for one in ("BolusID", "BolusDescription")).strip()
            proofs.setdefault(key, []).append(proof_of(item, "ReferencedROINumber", file, at))
        if facts.boluses and not items:
            words["bolus"] = ""
            proofs.setdefault("bolus", []).append(proof_of(beam, "NumberOfBoli", file, path))
    return [
        _shown(
            DeviceKind.CUSTOM_BOLUS if any(cue in words[key].lower() for cue in _CUSTOM) else DeviceKind.OTHER,
            1,
            f"bolus {words[key]}".strip(),
            found,
            ""
            if any(cue in words[key].lower() for cue in _CUSTOM)
            else "the file does not say whether the bolus was made for the patient",
        )
        for key, found in proofs.items()
    ]


def _blocks(beams: Beams, file: str) -> list[Shown[DeviceFacts]]:
    total, proofs, words = 0, [], []
    seen: set[tuple[str, ...]] = set()
    for beam, path, facts, _ in beams:
        items = list(numbered(beam, "BlockSequence", path))
        for item, at in items:
            named = ("BlockTrayID", "AccessoryCode", "BlockName", "BlockType", "BlockData")
            outline = tuple(str(value_of(item, one) or "")[:400] for one in named)
            if outline in seen and any(outline):
                continue
            seen.add(outline)
            total += 1
            proofs.append(proof_of(item, "BlockType", file, at))
            words.append("cut-out" if text_of(item, "BlockType").upper() == "APERTURE" else "shielding block")
        if facts.blocks and not items:
            total += facts.blocks
            proofs.append(proof_of(beam, "NumberOfBlocks", file, path))
    return [_shown(DeviceKind.BLOCK, total, ", ".join(dict.fromkeys(words)) or "block", proofs)] if total else []


def _wedges(beams: Beams, file: str) -> list[Shown[DeviceFacts]]:
    """Return wedges by kind; a dynamic one is a movement of a jaw and no device that anybody makes."""
    ids: dict[str, set[str]] = {}
    proofs: dict[str, list[Proof]] = {}
    for beam, path, facts, _ in beams:
        items = list(numbered(beam, "WedgeSequence", path))
        for item, at in items:
            kind = text_of(item, "WedgeType").upper() or "STANDARD"
            angle = text_of(item, "WedgeAngle")
            ids.setdefault(kind, set()).add(text_of(item, "WedgeID") or angle)
            proofs.setdefault(kind, []).append(proof_of(item, "WedgeType", file, at))
        if facts.wedges and not items:
            ids.setdefault("STANDARD", set()).add("")
            proofs.setdefault("STANDARD", []).append(proof_of(beam, "NumberOfWedges", file, path))
    return [_shown(DeviceKind.WEDGE, len(ids[kind]), f"{kind.lower().replace('_', ' ')} wedge", proofs[kind]) for kind in ids]


def _compensators(beams: Beams, file: str) -> list[Shown[DeviceFacts]]:
    total, proofs = 0, []
    for beam, path, facts, _ in beams:
        if facts.compensators:
            total += facts.compensators
            stated = "CompensatorSequence" if items_of(beam, "CompensatorSequence") else "NumberOfCompensators"
            proofs.append(proof_of(beam, stated, file, path))
    return [_shown(DeviceKind.COMPENSATOR, total, "compensator", proofs)] if total else []


def _leaves(beams: Beams, file: str) -> list[Shown[DeviceFacts]]:
    """Return leaf-shaped fields: one device for all of an intensity-modulated plan, else one a field that is no rectangle."""
    modulated = [path for _, path, facts, _ in beams if facts.technique in _BY_LEAVES]
    shaped = [path for _, path, facts, is_shaped in beams if is_shaped and not facts.technique.is_modulated]
    found = []
    for kind, paths, number, words in (
        (DeviceKind.MLC_IMRT, modulated, 1, "leaves modulate the plan's beams"),
        (DeviceKind.MLC_FIELD, shaped, len(shaped), "fields shaped by leaves"),
    ):
        if paths:
            proofs = [Proof(file, "(300A,011C)", f"{path}.ControlPointSequence.LeafJawPositions", "") for path in paths]
            found.append(_shown(kind, number, words, proofs, "measured from leaf positions"))
    return found
