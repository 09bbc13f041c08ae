"""The documents that the tagger is trained on, with names and places drawn far wider than the corpora's own."""

from __future__ import annotations

import json
import lzma
import random
import re
from pathlib import Path
from typing import Any

from blind import documents
from blind_noise import disturbed
from carriers import PHRASES, prose, with_identifiers
from further import FurtherDocument, note_templates, spoilt
from sentences import thing
from world import SYLLABLES, World

from codewell.phi import cues
from codewell.phi.lexicon import FREQUENT, MEDICAL, WORD, lexicon

ROOT = Path(__file__).resolve().parents[2]
BUNDLED = ROOT / "src/codewell/bundled"
OTHER_HANDS = (("handoffs_synth", True, 1), ("asqphi", True, 2), ("presidio_generic", True, 1))
LETTERS = re.compile(r"[^\W\d_]+")


def training_documents(
    corpora: Path, chosen: random.Random, left_out: int | None = None, *, probe: bool = False
) -> list[dict[str, Any]]:
    """Return everything that is trained on, in random order.

    Args:
        corpora: the folder of the corpora.
        chosen: source of chance.
        left_out: of the blind generator's development half a fourth is left out.
        probe: leave the corpora of other hands out, to see how the tagger does on them unseen.
    """
    world = World(chosen, corpora / "gazetteers", left_out)
    sentences = prose(corpora)
    made = documents("dev", 2_400, 77, world)
    made += [_of_phrases(chosen, world, sentences) for _ in range(14_000)]
    templates = note_templates()
    for at in range(6_000):
        document = FurtherDocument(chosen, world, sentences)
        document.write(templates[at % len(templates)])
        made.append(spoilt(chosen, document.record()))
    for name, half, times in (("synphi", False, 2), *(() if probe else OTHER_HANDS)):
        lines = (corpora / "phi" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        for line in lines[:: 2 if half else 1]:
            for turn in range(times):
                document = json.loads(line)
                renamed = _renamed(document, chosen, world) if turn or chosen.random() < 0.7 else document
                made.append(_cased(renamed, chosen))
    made += _without(chosen) + _of_negatives(chosen, world)
    made += with_identifiers(corpora, chosen, world, sentences)
    chosen.shuffle(made)
    return made


def _of_phrases(chosen: random.Random, world: World, sentences: list[str]) -> dict[str, Any]:
    document = FurtherDocument(chosen, world, sentences)
    between = chosen.choice(("\n", "\n", " ", " ", "\n\n"))
    for _ in range(1 if chosen.random() < 0.15 else chosen.randrange(2, 16)):
        if chosen.random() < 0.5:
            document.people.clear()
        chance = chosen.random()
        document.write(
            (chosen.choice(PHRASES) if chance < 0.35 else "{any}" if chance < 0.8 else chosen.choice(("{hard}", "{med}")))
            + between
        )
    return spoilt(chosen, document.record())


def _cased(document: dict[str, Any], chosen: random.Random) -> dict[str, Any]:
    if document.get("noise", "none") == "none" and chosen.random() < 0.25:
        return disturbed(chosen, {"ignore": [], "negatives": [], **document}, chosen.choice(("upper", "lower", "ocr", "wrap")))
    return document


def _renamed(document: dict[str, Any], chosen: random.Random, world: World) -> dict[str, Any]:
    """Return the document with the words of its names replaced, the same word by the same one."""
    words: dict[str, str] = {}
    text, moved, spans, others = document["text"], 0, [], [*document.get("ignore", ())]
    marks = sorted(
        [*(("span", one) for one in document["spans"]), *(("other", one) for one in others)], key=lambda pair: pair[1]["start"]
    )
    pieces, done, kept = [], 0, []
    for which, span in marks:
        if span["start"] < done:
            continue
        value = text[span["start"] : span["end"]]
        new = value
        if which == "span" and span["type"] == "NAME":
            new = LETTERS.sub(lambda match: _word(match[0], words, world), value)
        pieces += [text[done : span["start"]], new]
        start = span["start"] + moved
        (spans if which == "span" else kept).append({**span, "start": start, "end": start + len(new)})
        moved, done = moved + len(new) - len(value), span["end"]
    return {**document, "text": "".join(pieces) + text[done:], "spans": spans, "ignore": kept, "negatives": []}


def _word(word: str, words: dict[str, str], world: World) -> str:
    if len(word) == 1:
        return word
    key = word.lower()
    if key not in words:
        who = world.person()
        words[key] = LETTERS.findall(who.last if len(words) % 2 else who.first)[-1]
    new = words[key]
    return new.upper() if word.isupper() else new.lower() if word.islower() else new


def _without(chosen: random.Random) -> list[dict[str, Any]]:
    """Return lists of descriptors and drugs: the vocabulary of medicine in every way of writing, without identifiers."""
    text = ""
    for path in sorted(BUNDLED.glob("icd10cm*/*.xz")):
        text += re.sub(r"<[^>]*>", "\n", lzma.decompress(path.read_bytes()).decode("utf-8", "replace"))
    lines = [
        line.strip() for line in text.splitlines() if len(LETTERS.findall(line)) > 3 or (line.strip().isalpha() and len(line) > 5)
    ]
    made = []
    for _ in range(1_500):
        written = chosen.choice((str, str, str.title, str.upper, str.lower))
        words = [written(chosen.choice(lines)) for _ in range(chosen.randrange(2, 12))]
        made.append({"text": chosen.choice(("\n", ", ", ". ", "; ", "\n- ")).join(words), "spans": []})
    return made


def _of_negatives(chosen: random.Random, world: World) -> list[dict[str, Any]]:
    lines = [
        line
        for name in ("negatives.txt", "negatives_more.txt")
        for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
        if line[:1] != "#"
    ]
    ordinary = sorted(word for word, flag in lexicon().items() if flag & (FREQUENT | WORD | MEDICAL) and len(word) > 3)
    words = sorted(word for word, flag in lexicon().items() if flag & MEDICAL and len(word) > 4)
    drugs = _drugs()
    eponyms, nouns = sorted(cues.eponyms()), sorted(cues.table("names")["eponym_nouns"])
    pick = {
        "E": lambda: chosen.choice(eponyms).capitalize() if chosen.random() < 0.4 else world.person().last,
        "N": lambda: chosen.choice(nouns),
        "D": lambda: chosen.choice(drugs),
        "B": lambda: "".join(chosen.choice(SYLLABLES) for _ in range(chosen.choice((2, 3, 3)))).capitalize(),
        "M": lambda: chosen.choice((str, str.capitalize, str.upper))(chosen.choice(words)),
        "W": lambda: chosen.choice((str.capitalize, str.capitalize, str))(chosen.choice(ordinary)),
        "A": lambda: "".join(chosen.choice("ABCDEFGHIKLMNOPRSTUVW") for _ in range(chosen.choice((2, 3, 3, 4)))),
        "#": lambda: str(chosen.randrange(1, 99)),
    }
    made = []
    for _ in range(4_500):
        picked = [
            re.sub("%([ENDBMAW#])", lambda match: pick[match[1]](), chosen.choice(lines))
            for _ in range(chosen.choice((1, 2, *range(3, 14))))
        ]
        picked += [thing(chosen, pick[chosen.choice("WMBAE")]()) for _ in range(chosen.choice((0, 0, 1, 2)))]
        chosen.shuffle(picked)
        text = chosen.choice(("\n", " ", ". ", "\n\n", "; ")).join(picked)
        marked = {"text": text, "spans": [], "ignore": [], "negatives": []}
        made.append(spoilt(chosen, marked))
    return made


def _drugs() -> list[str]:
    text = lzma.decompress(next(BUNDLED.glob("icd10cm-drugs/*.xz")).read_bytes()).decode("utf-8", "replace")
    return sorted(set(re.findall(r"<title>([A-Z][a-z]{4,})", text)))
