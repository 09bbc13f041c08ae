"""The documents that the tagger is trained on, with names and places drawn far wider than the corpora's own."""

from __future__ import annotations

import csv
import json
import lzma
import random
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from blind import Document, documents
from blind_noise import NOISES, disturbed
from blind_people import NAMES, WORD_LIKE, People, Person
from carriers import with_identifiers

from codewell.phi import cues
from codewell.phi.lexicon import ANY_NAME, FREQUENT, MEDICAL, NEVER, PLAIN, VERB, WORD, lexicon

ROOT = Path(__file__).resolve().parents[2]
BUNDLED = ROOT / "src/codewell/bundled"
_WORDS = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
NATURE, AREAS, SAINTS, HOSPITALS, TRADES, COMPANIES, SYLLABLES = (
    [word.strip() for word in _WORDS[key].replace("\n", "").split("|") if word.strip()]
    for key in ("nature", "areas", "saints", "hospitals", "trades", "companies", "syllables")
)
JOINED = (
    "{2} of {1}",
    "Sisters of {2}",
    "Our Lady of {2}",
    "Our Lady of {2} Hospital",
    "University of {3} Hospital",
    "House of {2}",
    "{1} at {3}",
    "The {2} Center",
    "The {1}",
    "{1} and {2} Clinic",
    "{1} & {3} Health",
    "St. {0} of {3}",
    "Hospital of St. {0}",
    "{3} {2} House",
    "Church of {2}",
    "{2} {1} Group",
)
OFTEN_CASELESS = (*NOISES, *("upper", "lower") * 5)
PHRASES = [
    line
    for name in ("phrases.txt", "phrases_more.txt")
    for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    if line and line[0] != "#"
]
LETTERS = re.compile(r"[^\W\d_]+")


class World(People):
    """Names and places for training: the development half, the Census lists, places of GeoNames, and words made of two others."""

    def __init__(self, chosen: random.Random, gazetteers: Path, left_out: int | None) -> None:
        super().__init__(chosen, "dev", fold=left_out, within=False)
        self.listed = {"first": _census(gazetteers, "female.first", "male.first"), "last": _census(gazetteers, "all.last")}
        rows = csv.reader((gazetteers / "us_places.tsv").open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE)
        self.towns = [row[0] for row in rows]
        plain = {word: flag for word, flag in sorted(lexicon().items()) if flag & PLAIN and not flag & (NEVER | VERB)}
        self.words = [word for word, flag in plain.items() if flag & (FREQUENT | WORD) and 3 < len(word) < 9]
        self.named_words = [word for word, flag in plain.items() if flag & ANY_NAME and len(word) > 2]
        self.hospitals = [
            row["Facility Name"].title() for row in csv.DictReader((gazetteers / "cms_hospital_general_information.csv").open())
        ]

    def person(self) -> Person:
        """Return somebody: a third from the Census lists, some of the development half, many with names made of two.

        A sixth bear a word of the language, half of these one that is nobody's name: only the sentence tells.
        """
        who = self._somebody()
        if self.chosen.random() < 0.16:
            word = self.chosen.choice(self.named_words if self.chosen.random() < 0.6 else self.words).capitalize()
            return replace(who, first=word) if self.chosen.random() < 0.35 else replace(who, last=word)
        return who

    def _somebody(self) -> Person:
        chance = self.chosen.random()
        if chance < 0.15:
            return super().person()
        if chance < 0.5:
            return Person(self._census_name("first"), self._census_name("last"), "JMKRA"[int(chance * 1000) % 5], "census")
        origin = self.chosen.choice([one for one in NAMES["dev"] if one != WORD_LIKE])
        return Person(self._spliced(origin, "first"), self._spliced(origin, "last"), "LSTEB"[int(chance * 1000) % 5], origin)

    def _census_name(self, which: str) -> str:
        names, weights = self.listed[which]
        if self.chosen.random() < 0.5:
            return self.chosen.choice(names)
        return self.chosen.choices(names, cum_weights=weights)[0]

    def _spliced(self, origin: str, which: str) -> str:
        parts = NAMES["dev"][origin][which].split()
        one, two = (self.chosen.choice(parts).replace("_", " ") for _ in range(2))
        return one[: max(1, len(one) // 2 + self.chosen.choice((-1, 0, 1)))] + two[len(two) // 2 :].lstrip("-' ").lower()

    def place(self, what: str) -> str:
        """Return a place, most of them listed or made of parts."""
        chosen = self.chosen
        if chosen.random() < 0.2 or what in ("kinds", "states"):
            return super().place(what)
        stem = chosen.choice(
            (
                lambda: self.person().last,
                lambda: f"{self.person().last}-{self.person().last}",
                lambda: " ".join(chosen.choice(self.words).capitalize() for _ in range(chosen.choice((1, 2, 2)))),
                lambda: chosen.choice(self.towns),
                lambda: f"{chosen.choice(NATURE)} {chosen.choice(AREAS)}",
                lambda: chosen.choice(NATURE) + chosen.choice(AREAS).lower(),
            )
        )
        if what in ("towns", "counties"):
            return chosen.choice(self.towns) if chosen.random() < 0.6 else stem()
        if what == "streets":
            return stem() if chosen.random() < 0.9 else f"{chosen.randrange(2, 90)}th"
        if what == "employers":
            second = (
                f" & {self.person().last}"
                if chosen.random() < 0.1
                else f" {chosen.choice(TRADES)}"
                if chosen.random() < 0.5
                else ""
            )
            return f"{stem()}{second} {chosen.choice(COMPANIES)}"
        if chosen.random() < 0.25:
            return chosen.choice(self.hospitals)
        if chosen.random() < 0.12:
            return chosen.choice(JOINED).format(
                chosen.choice(SAINTS), stem(), chosen.choice(self.words).capitalize(), chosen.choice(self.towns)
            )
        name = (
            f"St. {chosen.choice(SAINTS)}{chosen.choice(chr(39) + 's|' + '|').split('|')[0]}" if chosen.random() < 0.2 else stem()
        )
        return f"{name} {chosen.choice(HOSPITALS)}"


def _census(folder: Path, *kinds: str) -> tuple[list[str], list[float]]:
    names, weights, total = [], [], 0.0
    for kind in kinds:
        for line in (folder / f"dist.{kind}").read_text(encoding="ascii").splitlines():
            name, share, *_ = line.split()
            total += float(share)
            names.append(name.capitalize())
            weights.append(total)
    return names, weights


def training_documents(corpora: Path, chosen: random.Random, left_out: int | None = None) -> list[dict[str, Any]]:
    """Return everything that is trained on, in random order."""
    world = World(chosen, corpora / "gazetteers", left_out)
    made = documents("dev", 2_600, 77, world)
    made += [_of_phrases(chosen, world) for _ in range(5_000)]
    for name, half, times in (
        ("synphi", False, 2),
        ("handoffs_synth", True, 1),
        ("asqphi", True, 2),
        ("presidio_generic", True, 1),
    ):
        lines = (corpora / "phi" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        for line in lines[:: 2 if half else 1]:
            for turn in range(times):
                document = json.loads(line)
                renamed = _renamed(document, chosen, world) if turn or chosen.random() < 0.7 else document
                made.append(_cased(renamed, chosen))
    made += _without(chosen) + _of_negatives(chosen, world)
    made += with_identifiers(corpora, chosen, world, OFTEN_CASELESS)
    chosen.shuffle(made)
    return made


def _of_phrases(chosen: random.Random, world: World) -> dict[str, Any]:
    lines = PHRASES
    document = Document(chosen, "dev", world)
    between = chosen.choice(("\n", "\n", " ", "\n\n"))
    for _ in range(chosen.randrange(3, 16)):
        if chosen.random() < 0.5:
            document.people.clear()
        document.write(chosen.choice(lines if chosen.random() < 0.8 else ["{hard}"]) + between)
    return disturbed(chosen, document.record(), chosen.choice(OFTEN_CASELESS))


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
        line for line in (Path(__file__).parent / "negatives.txt").read_text(encoding="utf-8").splitlines() if line[:1] != "#"
    ]
    words = sorted(word for word, flag in lexicon().items() if flag & MEDICAL and len(word) > 4)
    drugs = _drugs()
    eponyms, nouns = sorted(cues.eponyms()), sorted(cues.table("names")["eponym_nouns"])
    pick = {
        "E": lambda: chosen.choice(eponyms).capitalize() if chosen.random() < 0.4 else world.person().last,
        "N": lambda: chosen.choice(nouns),
        "D": lambda: chosen.choice(drugs),
        "B": lambda: "".join(chosen.choice(SYLLABLES) for _ in range(chosen.choice((2, 3, 3)))).capitalize(),
        "M": lambda: chosen.choice((str, str.capitalize, str.upper))(chosen.choice(words)),
        "A": lambda: "".join(chosen.choice("ABCDEFGHIKLMNOPRSTUVW") for _ in range(chosen.choice((2, 3, 3, 4)))),
        "#": lambda: str(chosen.randrange(1, 99)),
    }
    made = []
    for _ in range(2_600):
        picked = [
            re.sub("%([ENDBMA#])", lambda match: pick[match[1]](), chosen.choice(lines)) for _ in range(chosen.randrange(3, 14))
        ]
        text = chosen.choice(("\n", " ", ". ", "\n\n", "; ")).join(picked)
        marked = {"text": text, "spans": [], "ignore": [], "negatives": []}
        made.append(disturbed(chosen, marked, chosen.choice(OFTEN_CASELESS)))
    return made


def _drugs() -> list[str]:
    text = lzma.decompress(next(BUNDLED.glob("icd10cm-drugs/*.xz")).read_bytes()).decode("utf-8", "replace")
    return sorted(set(re.findall(r"<title>([A-Z][a-z]{4,})", text)))
