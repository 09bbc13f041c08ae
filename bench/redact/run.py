"""Leakage and over-redaction of the rules on the development corpora, with speed and start-up: `make bench-redact`.

Usage: python bench/redact/run.py [CORPUS ...] [--types] [--noise] [--show N] [--errors FILE]

The corpora and the scorer lie in `../shared/corpora` beside the repository; nothing of them is stored here.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # speeds are of one core

from blind import documents as blind_documents
from errors import by_origin, print_errors, table
from peers import PEERS, answers_of
from variants import ORIGINS, recast

CORPORA = Path(__file__).resolve().parents[3] / "shared/corpora"
BLIND = 600
DEFAULT = ("blind-held", "blind-dev", "synphi", "asqphi", "handoffs_synth", "deidgate_seed")


def main() -> int:
    """Score the corpora and print one line each, then speed and start-up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", nargs="*", default=DEFAULT)
    parser.add_argument("--types", action="store_true")
    parser.add_argument("--noise", action="store_true")
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--show", type=int, default=0, help="print this many errors with the words around them")
    parser.add_argument("--variants", action="store_true", help="the undisturbed documents again, written otherwise")
    parser.add_argument("--variant", help="score only this variant, and show its errors")
    parser.add_argument("--wholly", action="store_true", help="show only spans that are wholly missed")
    parser.add_argument("--errors", type=Path, help="append tables without text to this Markdown file")
    parser.add_argument("--engine", choices=("rules", "full"), default="full")
    parser.add_argument("--peers", action="store_true", help="other tools on the same documents, where they are installed")
    parser.add_argument("--keep", type=Path)
    chosen = parser.parse_args()
    if not CORPORA.exists():
        print(f"The corpora are not at {CORPORA}; nothing was measured.")
        return 0
    started = time.perf_counter()
    from codewell.phi.finding import Engine, find_identifiers

    engine = Engine(chosen.engine)
    find_identifiers("Mr. Smith", engine)
    print(f"start-up: {time.perf_counter() - started:.2f} s")
    score = _scorer()
    for name in chosen.corpora:
        gold = CORPORA / "phi" / f"{name.removesuffix('-odd')}.jsonl"
        documents = _documents(name, gold)
        if chosen.variant:
            documents = [recast(document, chosen.variant) for document in documents if document.get("noise", "none") == "none"]
        began = time.process_time()
        answers = {document["id"]: find_identifiers(document["text"], engine) for document in documents}
        seconds = time.process_time() - began
        characters = sum(len(document["text"]) for document in documents)
        print(f"{name}: {characters / seconds:,.0f} characters per CPU second")
        _score(score, documents, answers, chosen)
        if chosen.peers:
            for peer in PEERS:
                given = answers_of(peer, documents)
                print(f" {peer}:", end=" ")
                if isinstance(given, str):
                    print(given)
                else:
                    _score(score, documents, given, argparse.Namespace(types=False, misses=0, keep=None))
        if name.startswith("blind"):
            print(by_origin(documents, answers))
        for stored in sorted((CORPORA / "phi").glob(f"{name}_baseline_*.jsonl")):
            print(f" output of {stored.stem.partition('_baseline_')[2]}:", end=" ")
            _score_stored(score, gold, stored)
        if chosen.noise and "noise" in documents[0]:
            for noise in sorted({document["noise"] for document in documents}):
                print(f" noise {noise}:", end=" ")
                chosen_documents = [document for document in documents if document["noise"] == noise]
                _score(score, chosen_documents, answers, argparse.Namespace(types=False, misses=0, keep=None))
        if chosen.variants:
            for how in ("upper", "lower", "unlisted", *(f"names-{origin}" for origin in ORIGINS)):
                recast_documents = [recast(document, how) for document in documents if document.get("noise", "none") == "none"]
                recast_answers = {document["id"]: find_identifiers(document["text"], engine) for document in recast_documents}
                print(f" written {how}:", end=" ")
                _score(score, recast_documents, recast_answers, argparse.Namespace(types=False, misses=0, keep=None))
        if chosen.show:
            print_errors(documents, answers, at_most=chosen.show, wholly=chosen.wholly)
        if chosen.errors:
            with chosen.errors.open("a", encoding="utf-8") as out:
                out.write(f"\n## {name}\n\n{table(documents, answers)}\n")
    return 0


def _documents(name: str, gold: Path) -> list[Any]:
    """Return a corpus, or the documents that the generator makes for "blind-dev" and "blind-held".

    "-odd" behind a name means every second document, those that the tagger is not trained on. Notes of MTSamples count as
    free of identifiers: what changes in them is nearly all taken too much.
    """
    if name.startswith("blind-"):
        return blind_documents(name.removeprefix("blind-"), BLIND)
    if name.startswith("mtsamples"):
        gold = CORPORA / "notes_unlabelled_mtsamples_dev_half.jsonl"
    lines = gold.read_text(encoding="utf-8").splitlines()
    documents = [json.loads(line) for line in (lines[1::2] if name.endswith("-odd") else lines)]
    return [{"spans": [], **document} for document in documents]


def _score(score: Callable[..., Any], documents: list[Any], answers: dict[str, Any], chosen: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        gold, answered = Path(folder) / "gold.jsonl", Path(folder) / "answers.jsonl"
        gold.write_text("".join(json.dumps(document) + "\n" for document in documents), encoding="utf-8")
        answered.write_text("".join(_lines(documents, answers)), encoding="utf-8")
        if chosen.keep:
            chosen.keep.write_bytes(answered.read_bytes())
        flags = ["--types"] * chosen.types + (["--misses", str(chosen.misses)] if chosen.misses else [])
        score(str(gold), str(answered), *flags)


def _score_stored(score: Callable[..., Any], gold: Path, stored: Path) -> None:
    """Score what another tool gave for the same documents, as the corpus keeps it."""
    with tempfile.TemporaryDirectory() as folder:
        answered = Path(folder) / "answers.jsonl"
        given = [json.loads(line) for line in stored.open(encoding="utf-8")]
        lines = [json.dumps({"id": one["id"], "spans": one["entities"]}) + "\n" for one in given]
        answered.write_text("".join(lines), encoding="utf-8")
        score(str(gold), str(answered))


def _lines(documents: list[Any], answers: dict[str, Any]) -> Iterator[str]:
    for document in documents:
        found = answers[document["id"]]
        spans = [one if isinstance(one, dict) else {"start": one.start, "end": one.end} for one in found]
        yield json.dumps({"id": document["id"], "spans": spans}) + "\n"


def _scorer() -> Callable[..., Any]:
    spec = importlib.util.spec_from_file_location("score_phi", CORPORA / "score_phi.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[..., Any] = module.main
    return found


if __name__ == "__main__":
    sys.exit(main())
