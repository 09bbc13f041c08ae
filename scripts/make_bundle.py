"""Make `src/codewell/bundled/`: the publishers' files, cut to what may and need be shipped, compressed, with a manifest.

Usage: python scripts/make_bundle.py DATA OUT

DATA holds the publishers' files as `bundle_plan.toml` names them. The files stay in the publishers' own format, so that the
ordinary importers read them; rows of an excerpt and all lines above and below them are kept byte for byte. The same
input gives the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import lzma
import re
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
STARTER_PACK = HERE.parent / "src/codewell/sources/cpt/starter_pack"
LARGEST_BUNDLE = 22_000_000
PROCEDURE_CODE = re.compile(r"[0-9A-Z]\d{3}[0-9A-Z]")
CPT_OR_CDT = re.compile(r"\d{4}[0-9A-Z]|D\d{4}")
LEVEL_II = re.compile(r"[A-CE-V]\d{4}")
"""HCPCS Level II without the dental D codes, which are the ADA's."""

CODE_HEADERS = ("hcpcs", "hcpcs_code", "hcpcs code", "hcpcscode", "cpt_hcpcs_code", "column_1", "primary_code")
CMS_WORDS = (
    "mue_rationale",
    "mue_service",
    "rationale",
    "rbcs_procedure",
    "rbcs_category",
    "rbcs_subcategory",
    "rbcs_family",
    "note",
)
"""Columns whose words CMS wrote; any other words in the row of a CPT or CDT code could be a descriptor."""

A_WORD = re.compile(r"[A-Za-z]{4,}|[A-Z][a-z]{2,}")
CONTRACTOR_DEFINED = "CCCCC"


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes whose facts ship: the starter pack's own, and with them all of HCPCS Level II."""

    starter: frozenset[str]

    def serve(self, code: str) -> bool:
        return code in self.starter or LEVEL_II.fullmatch(code) is not None

    def pair(self, first: str, second: str) -> bool:
        """Both codes are in the starter pack; add-on tables also name a primary code that the contractor defines."""
        return second in self.starter and (first in self.starter or first == CONTRACTOR_DEFINED)


@dataclass(frozen=True, slots=True)
class Entry:
    """One [[file]] of the manifest.

    Args:
        path: below the bundle's folder.
        origin: file name at the publisher.
        last_day: None where no end is known.
        sha256: of the decompressed bytes; for a ZIP, of the members' digests in order of their names.
    """

    source: str
    path: str
    origin: str
    release: str
    first_day: date
    last_day: date | None
    excerpt: bool
    rights: str
    sha256: str
    note: str = ""


def main(data: Path, out: Path) -> None:
    plan = tomllib.loads((HERE / "bundle_plan.toml").read_text(encoding="utf-8"))
    codes = starter_codes()
    out.mkdir(parents=True, exist_ok=True)
    kept = entries_kept_by_hand(out)
    entries = [bundle(wanted, plan["rights"], data, out, codes) for wanted in plan["file"]]
    entries.append(bundle_starter_pack(out))
    remove_what_no_entry_names(out, [*entries, *kept])
    (out / "MANIFEST.toml").write_text(as_toml([*entries, *kept]), encoding="utf-8")
    sizes = {entry.path: (out / entry.path).stat().st_size for entry in [*entries, *kept]}
    for path, size in sorted(sizes.items()):
        print(f"{size:>9,}  {path}")
    print(f"{sum(sizes.values()):>9,}  in {len(sizes)} files")
    if sum(sizes.values()) > LARGEST_BUNDLE:
        sys.exit(f"The bundle is larger than {LARGEST_BUNDLE:,} bytes.")


def families() -> list[Path]:
    """Return the starter pack's files of codes; SOURCE.toml beside them holds rights."""
    return sorted(file for file in STARTER_PACK.glob("*.toml") if file.name != "SOURCE.toml")


def starter_codes() -> Codes:
    """Return every code that the starter pack's files describe."""
    found: set[str] = set()
    for file in families():
        found |= tomllib.loads(file.read_text(encoding="utf-8"))["codes"].keys()
    return Codes(frozenset(found))


def bundle(wanted: dict[str, object], rights: dict[str, str], data: Path, out: Path, codes: Codes) -> Entry:
    """Write one file of the plan and return its entry."""
    keep, source = str(wanted.get("keep", "")), str(wanted["source"])
    name = str(wanted.get("to") or wanted["member"])
    parts = [str(part) for part in wanted.get("parts", ())]  # type: ignore[attr-defined]
    path = out / source / (name if parts else name + ".xz")
    if parts:
        members = {Path(part.rpartition("!")[2]).name.removesuffix(".gz"): part_of(data, part) for part in parts}
        digest = write_zip(path, members)
        origin = ", ".join(sorted(members))
    else:
        content = b"".join(excerpt_of(data / str(wanted["from"]), str(wanted.get("member", "")), keep, codes))
        if keep:
            refuse_descriptors(name, content)
        digest = write_xz(path, content)
        origin = str(wanted.get("member") or Path(str(wanted["from"])).name.removesuffix(".gz"))
    return Entry(
        source=source,
        path=path.relative_to(out).as_posix(),
        origin=origin,
        release=str(wanted["release"]),
        first_day=wanted["first_day"],  # type: ignore[arg-type]
        last_day=wanted.get("last_day"),  # type: ignore[arg-type]
        excerpt=bool(keep),
        rights=rights[str(wanted["rights"])],
        sha256=digest,
        note=str(wanted.get("note", "")),
    )


def bundle_starter_pack(out: Path) -> Entry:
    """Pack the hand-kept TOML files, which are one release of several files."""
    members = {file.name: file.read_bytes() for file in families()}
    reviewed = {tomllib.loads(content.decode())["reviewed_through"] for content in members.values()}
    return Entry(
        source="starter-pack",
        path="starter-pack/starter_pack.zip",
        origin="src/codewell/sources/cpt/starter_pack",
        release=max(reviewed).isoformat(),
        first_day=date(2015, 1, 1),
        last_day=None,
        excerpt=False,
        rights="Codewell's own words, Apache-2.0; CPT codes are the AMA's",
        sha256=write_zip(out / "starter-pack/starter_pack.zip", members),
    )


def excerpt_of(file: Path, member: str, keep: str, codes: Codes) -> Iterator[bytes]:
    """Yield the records of a publisher's file that `keep` asks for; a record that holds no code is always kept."""
    if not keep:
        yield whole(file, member)
        return
    separator = b"\t" if file.name.removesuffix(".gz").endswith((".tsv", ".txt")) else b","
    with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as stream:
        for record in records(stream):
            first, second, *_ = (*(code_in(cell) for cell in record.split(separator, 2)[:2]), "")
            if keep == "pairs":
                wanted = codes.pair(first, second) or not PROCEDURE_CODE.fullmatch(second)
            else:
                wanted = codes.serve(first) or not PROCEDURE_CODE.fullmatch(first)
            if wanted:
                yield record


def records(stream: Iterable[bytes]) -> Iterator[bytes]:
    """Yield CSV records with their line ends: a quoted cell may hold line ends, and July 2025 ends lines with CR CR LF."""
    pending = b""
    for line in stream:
        pending += line
        if pending.count(b'"') % 2 == 0:
            yield pending
            pending = b""
    if pending:
        yield pending


def code_in(cell: bytes) -> str:
    """Return a cell's code without the asterisk or stray byte that some publications hang on it."""
    return re.sub(r"[^0-9A-Z]", "", cell.decode("latin-1")) if len(cell) < 12 else ""


def part_of(data: Path, part: str) -> bytes:
    """Return a file below the data folder, or, written as `archive.zip!member`, a member of an archive."""
    file, _, member = part.partition("!")
    return whole(data / file, member)


def whole(file: Path, member: str = "") -> bytes:
    if member:
        with zipfile.ZipFile(file) as archive:
            return archive.read(member)
    return gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()


def refuse_descriptors(name: str, content: bytes) -> None:
    """Stop where the row of a CPT or CDT code holds words that CMS did not write: they could be the AMA's or the ADA's."""
    header: list[str] = []
    text = content.decode("latin-1")
    for row in csv.reader(io.StringIO(text, newline=""), delimiter="\t" if name.endswith((".txt", ".tsv")) else ","):
        cells = [cell.strip() for cell in row]
        if cells and cells[0].lower() in CODE_HEADERS:
            header = [cell.lower() for cell in cells]
        if not any(CPT_OR_CDT.fullmatch(code_in(cell.encode("latin-1"))) for cell in cells[:2]):
            continue
        for place, cell in enumerate(cells):
            title = header[place] if place < len(header) else ""
            if cell not in ("REDACTED", CONTRACTOR_DEFINED) and A_WORD.search(cell) and title not in CMS_WORDS:
                sys.exit(f"{name}: the row of {cells[0]} holds {cell!r} in column {title!r}; no CPT or CDT text may ship.")


def write_xz(path: Path, content: bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not (path.exists() and lzma.decompress(path.read_bytes()) == content):
        path.write_bytes(lzma.compress(content, preset=9 | lzma.PRESET_EXTREME))
    return hashlib.sha256(content).hexdigest()


def write_zip(path: Path, members: dict[str, bytes]) -> str:
    """Write a ZIP whose bytes depend on its members only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digests = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(members.items()):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED, 9)
            digests.append(hashlib.sha256(content).hexdigest())
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def entries_kept_by_hand(out: Path) -> list[Entry]:
    """Return the manifest's entries for the guidelines, whose passages are laid beside the bundle by another script."""
    manifest = out / "MANIFEST.toml"
    if not manifest.exists():
        return []
    stated = tomllib.loads(manifest.read_text(encoding="utf-8"))["file"]
    return [
        Entry(**{"last_day": None, **entry})
        for entry in stated
        if entry["path"].startswith("guidelines/") and (out / entry["path"]).exists()
    ]


def remove_what_no_entry_names(out: Path, entries: Iterable[Entry]) -> None:
    """Delete compressed files of an earlier plan; whatever lies below `guidelines/` stays."""
    named = {out / entry.path for entry in entries}
    for suffix in ("*.xz", "*.zip"):
        for file in out.rglob(suffix):
            if file not in named and file.relative_to(out).parts[0] != "guidelines":
                file.unlink()


def as_toml(entries: Iterable[Entry]) -> str:
    lines = ["# Made by scripts/make_bundle.py; only entries below guidelines/ are kept by hand.", ""]
    for entry in entries:
        lines.append("[[file]]")
        for name in Entry.__slots__:
            value = getattr(entry, name)
            if value is None or value == "":
                continue
            shown = str(value).lower() if isinstance(value, bool) else str(value)
            lines.append(f"{name} = {shown if isinstance(value, bool | date) else quoted(shown)}")
        lines.append("")
    return "\n".join(lines)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
