"""How well and how fast notes are coded, on the development files beside the repository.

    python bench/detect/run.py HOME CORPORA [--peers NOTES.jsonl] [--errors docs/detect/errors.md] [--on DATE] [--part PART]

HOME is a folder of releases; CORPORA holds `icd/*.jsonl` with `{"id","text","codes":[{"code","billable_2026_04","evidence"}]}`.
CodiEsp is split into two halves by id. "check" is coded with the weights in `dev_half/`, which were learned on "dev" alone, so
that its figure is one of unseen documents; "dev" is coded with the shipped weights, which have seen it.
Our own visits (`visits/`, and `visits_second/`, written later) are coded under `us-billing`; from the half of the first that is
called development its weights were set.
Labels that may only be measured are read, scored and forgotten: nothing of a single note is printed or kept.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zlib import crc32

from visits import visits

from codewell.clinical.assertion import Assertion
from codewell.clinical.coder import CodedNote, code_note
from codewell.clinical.day_dictionary import dictionary_of
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.profile import Profile, Setting
from codewell.clinical.scoring import read_scorer
from codewell.clinical.wordings import read_wordings, shipped_wordings
from codewell.kernel.text import ClinicalText
from codewell.releases.shelf import Shelf
from codewell.tasks.note_coder import ListedVocabulary

ASSERTIONS = {assertion.value for assertion in Assertion}
ALL_PARTS = ("dev", "check", "visits", "second", "nc", "peers", "speed")
CAUSES = ("mention missed", "wrong assertion", "wrong specificity", "selection")


def part_of(identity: str) -> str:
    """Return the half a document belongs to, by its id alone."""
    return "dev" if crc32(identity.encode()) % 2 else "check"


@dataclass
class Tally:
    """Counts of one set of documents."""

    right: Counter[str] = field(default_factory=Counter)
    predicted: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)
    with_evidence: int = 0
    evidenced: int = 0
    causes: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    sure: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, document: dict, coded: CodedNote) -> None:
        gold = {_plain(c["code"]) for c in document["codes"]}
        valid = {_plain(c["code"]) for c in document["codes"] if c.get("billable_2026_04", True)}
        predicted = {a.code.value: a for a in coded.assignments}
        considered = {r.code.value: r for r in coded.rejections}
        mine = set(predicted) - (gold - valid)
        self.documents += 1
        self.sure += [(predicted[code].confidence, code in valid) for code in mine]
        self._count("exact", valid, mine)
        self._count("three", {c[:3] for c in gold}, {c[:3] for c in predicted})
        spans = {_plain(c["code"]): c["evidence"] for c in document["codes"]}
        for code in valid & mine:
            if spans[code]:
                self.with_evidence += 1
                self.evidenced += any(s.start < e and b < s.end for b, e in spans[code] for s in predicted[code].evidence)
        for code in valid - mine:
            self.causes[_cause(code, predicted, considered)] += 1
        for code in mine - valid:
            self.extra[
                "same category as a gold code" if any(code[:3] == g[:3] for g in gold) else "no gold code of its category"
            ] += 1

    def _count(self, measure: str, gold: set[str], predicted: set[str]) -> None:
        self.right[measure] += len(gold & predicted)
        self.gold[measure] += len(gold)
        self.predicted[measure] += len(predicted)

    def line(self, measure: str) -> str:
        right, predicted, gold = self.right[measure], self.predicted[measure], self.gold[measure]
        precision, recall = right / max(1, predicted), right / max(1, gold)
        return (
            f"P {precision:.3f}  R {recall:.3f}  F1 {2 * right / max(1, predicted + gold):.3f}"
            f"  gold {gold}  predicted {predicted}"
        )

    def reliability(self) -> Iterator[str]:
        """Yield, for each band of confidence, how sure the assignments were and how many were right."""
        for low in (0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
            high = 0.4 if low < 0.4 else low + 0.1
            band = [(sure, right) for sure, right in self.sure if low <= sure < high or (low == 0.9 and sure >= 1)]
            if band:
                mean, share = sum(sure for sure, _ in band) / len(band), sum(right for _, right in band) / len(band)
                yield f"    {low:.1f}-{high:.1f}  {len(band):5d} assignments  mean confidence {mean:.2f}  right {share:.2f}"


def _plain(code: str) -> str:
    return code.upper().replace(".", "").strip()


def _cause(code: str, predicted: Iterable[str], considered: dict) -> str:
    if code in considered:
        return "wrong assertion" if considered[code].reason in ASSERTIONS else "selection"
    if any(other[:3] == code[:3] for other in predicted):
        return "wrong specificity"
    near = [r for other, r in considered.items() if other[:3] == code[:3]]
    if near:
        return "wrong specificity" if any(r.reason not in ASSERTIONS for r in near) else "wrong assertion"
    return "mention missed"


def documents(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def report(name: str, docs: list[dict], code: Callable[[str], CodedNote]) -> Tally:
    tally = Tally()
    for document in docs:
        tally.add(document, code(document["text"]))
    print(f"{name}: {tally.documents} documents")
    print(f"  exact             {tally.line('exact')}")
    print(f"  three characters  {tally.line('three')}")
    if tally.with_evidence:
        print(
            f"  evidence          {tally.evidenced / tally.with_evidence:.3f}"
            f" of {tally.with_evidence} right codes overlap a gold span"
        )
    missed = sum(tally.causes.values())
    print(
        "  missed: "
        + ", ".join(f"{cause} {tally.causes[cause]} ({tally.causes[cause] / max(1, missed):.0%})" for cause in CAUSES)
    )
    return tally


def traps(path: Path, code: Callable[[str], CodedNote]) -> tuple[int, int, Tally]:
    coded_traps = all_traps = 0
    tally = Tally()
    for note in documents(path):
        coded = code(note["text"])
        predicted = {a.code.value for a in coded.assignments}
        banned = {_plain(c) for c in note.get("banned", ())}
        coded_traps += len(predicted & banned)
        all_traps += len(banned)
        tally.add({"codes": [{"code": c, "evidence": []} for c in note["codes"]]}, coded)
    return coded_traps, all_traps, tally


def own_visits(half: str, on: date, dictionary: Dictionary, folder: str = "visits") -> Tally:
    """Code our own visits under `us-billing` in the setting they name."""
    docs = visits(half, folder)
    settings = {d["text"]: Setting(d["setting"]) for d in docs}
    return report(
        f"own {folder.replace('_', ', ')}, {half}, us-billing",
        docs,
        lambda text: code_note(ClinicalText(text), on, dictionary, Profile.US_BILLING, settings[text]),
    )


def error_table(tallies: dict[str, Tally]) -> str:
    lines = [
        "| set | gold | found | " + " | ".join(CAUSES) + " | extra, same category | extra, other |",
        "| --- |" + " ---: |" * 8,
    ]
    for name, tally in tallies.items():
        cells = [str(tally.gold["exact"]), str(tally.right["exact"]), *(str(tally.causes[cause]) for cause in CAUSES)]
        cells += [str(tally.extra["same category as a gold code"]), str(tally.extra["no gold code of its category"])]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--peers", type=Path, help="notes with traps: codes that must not be given")
    parser.add_argument("--errors", type=Path, help="write the table of errors here")
    parser.add_argument("--on", type=date.fromisoformat, default=date(2026, 6, 2))
    parser.add_argument("--part", choices=ALL_PARTS, action="append")
    options = parser.parse_args()
    parts = options.part or list(ALL_PARTS)
    dictionary_of(Shelf(options.home), options.on, ListedVocabulary())
    begun = time.perf_counter()
    dictionary = dictionary_of(Shelf(options.home), options.on, ListedVocabulary())
    code_note(ClinicalText("Essential hypertension."), options.on, dictionary)
    print(f"start-up: {time.perf_counter() - begun:.2f} s to open the dictionary and code a first sentence")

    def coding(profile: Profile, weights: Path | None = None) -> Callable[[str], CodedNote]:
        weigh = read_scorer((weights / "complete.json").read_text(encoding="utf-8")) if weights else None
        wordings = (
            read_wordings((weights / "learned_wordings.tsv").read_text(encoding="utf-8")) if weights else shipped_wordings()
        )

        dictionary.learn(wordings)

        def code(text: str) -> CodedNote:
            return code_note(ClinicalText(text), options.on, dictionary, profile, weigh=weigh)

        return code

    half = Path(__file__).parent / "dev_half"

    tallies: dict[str, Tally] = {}
    codiesp = documents(options.corpora / "icd" / "codiesp_en_mt.jsonl")
    for part in ("dev", "check"):
        if part in parts:
            docs = [d for d in codiesp if part_of(d["id"]) == part]
            coder = coding(Profile.COMPLETE, half) if part == "check" else coding(Profile.COMPLETE)
            tallies[f"CodiEsp {part}, complete"] = report(f"CodiEsp English, {part} half, complete", docs, coder)
    if "check" in parts:
        print("  reliability on the check half:", *tallies["CodiEsp check, complete"].reliability(), sep="\n")
    if "visits" in parts:
        for half in ("development", "held_out"):
            tallies[f"own visits {half}, us-billing"] = own_visits(half, options.on, dictionary)
        print("  reliability on the held-out visits:", *tallies["own visits held_out, us-billing"].reliability(), sep="\n")
    if "second" in parts:
        for half in ("development", "held_out"):
            tallies[f"second visits {half}, us-billing"] = own_visits(half, options.on, dictionary, "visits_second")
        print("  reliability on the second development half:")
        print(*tallies["second visits development, us-billing"].reliability(), sep="\n")
    if "nc" in parts:
        docs = documents(options.corpora / "icd" / "acibench_amazon_NC.jsonl")
        tallies["ACI visits, us-billing"] = report(
            "ACI visit notes, us-billing (measured only)", docs, coding(Profile.US_BILLING)
        )
    if "peers" in parts and options.peers:
        for profile in Profile:
            coded, total, tally = traps(options.peers, coding(profile))
            print(f"traps, {profile.value}: {coded} of {total} coded; exact {tally.line('exact')}")
    if "speed" in parts:
        texts = [d["text"] for d in codiesp[:250]] + [
            d["text"] for d in documents(options.corpora / "notes_unlabelled_mtsamples_dev_half.jsonl")[:250]
        ]
        for profile in Profile:
            begun = time.process_time()
            for text in texts:
                code_note(ClinicalText(text), options.on, dictionary, profile)
            taken = time.process_time() - begun
            print(f"speed, {profile.value}: {sum(map(len, texts)) / taken:,.0f} characters per CPU second, {len(texts)} notes")
        print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if options.errors and tallies:
        head = (
            options.errors.read_text(encoding="utf-8").split("<!-- table -->")[0]
            if options.errors.exists()
            else "# Errors by cause\n\n"
        )
        options.errors.write_text(head + "<!-- table -->\n" + error_table(tallies), encoding="utf-8")


if __name__ == "__main__":
    main()
