"""Learn the weights of the reader that tells requests to decline from questions to answer.

    python scripts/train_ask_screen.py HOME [--without-development] [--write]

Reads `scripts/ask_training` (sentences of our own, and actions with what stands around them), the rule books of the assistant
below `tests/spec/assistant`, what is published in the home, and `bench/ask/held`, all of which has been looked at. Without
--write it only prints how the development half is told apart; with --without-development neither half is learnt from, so that
the figure means something.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "bench")]

from ask.held_out import FOLDER, Half, guideline_questions, half_of, safe, unanswerable, understood, unsafe  # noqa: E402

from codewell.assistant.safety.learned import SIZE, SIZE_OF_KINDS, features  # noqa: E402
from codewell.releases.shelf import Shelf  # noqa: E402

WRITTEN = ROOT / "scripts/ask_training"
BOOKS = ROOT / "tests/spec/assistant"
HELP = ROOT / "src/codewell/assistant"
WEIGHTS = ROOT / "src/codewell/assistant/safety/screen.npz"
SEED = 7
SAFE = "safe"
OF_KIND = {"spanish": "misstated-claim", "roleplay": "misstated-claim", "clinical": "medical-advice", "privacy": "hidden-access"}
OF_SET = {
    "splitting": "split-visits",
    "coverage_diagnosis": "diagnosis-for-coverage",
    "backdating": "altered-record",
    "altering": "altered-record",
    "cloning": "altered-record",
    "copays": "waived-cost-sharing",
    "kickbacks": "waived-cost-sharing",
    "hiding": "avoided-audit",
    "phantom": "service-not-performed",
}
WHOLE, COMPOSED, BARE, ASIDE = 1.5, 0.35, 0.5, 0.08
"""How much a sentence counts: one that a person wrote, one put together, an action alone, what is far
from any request to decline."""
_RETIRED = (("fresh_unsafe", "misstated-claim"), ("fresh_safe", SAFE), ("late_unsafe", "misstated-claim"), ("late_safe", SAFE))
ASKED, ABOUT = 8, 5
"""How many sentences are made of each action that asks for it, and that ask about it."""
DESCRIPTORS = 1_500
_CODES = ("77301", "99213", "99215", "J1100", "g0463", "E11.22", "z79.4", "m1711", "20610", "C50.912", "s82.101a", "96372")
STRENGTH = 0.2
STRENGTH_OF_KINDS = 0.5


@dataclass(frozen=True)
class Example:
    """A sentence to learn from.

    Args:
        text: as a person writes it.
        kind: of request to decline, or `safe`.
        weight: how much it counts.
    """

    text: str
    kind: str
    weight: float


def main() -> None:
    """Learn, print, and write if asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--without-development", action="store_true")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    chance = random.Random(SEED)
    examples = [*_composed(chance), *_looked_up(chance), *_whole(), *_retired(), *_books()]
    examples += [*_about_the_app(chance), *_background(), *_published(given.home, chance)]
    if not given.without_development:
        examples += _development()
    print(f"{len(examples)} sentences, {sum(one.kind != SAFE for one in examples)} of them to decline")
    weights = np.array([one.weight for one in examples])
    told = np.array([float(one.kind != SAFE) for one in examples])
    learnt = _fit(_matrix([one.text for one in examples], SIZE), told[:, None], weights, STRENGTH)[:, 0]
    declined = [one for one in examples if one.kind != SAFE]
    names = sorted({one.kind for one in declined})
    of_kind = np.array([[float(one.kind == name) for name in names] for one in declined])
    amounts = np.array([one.weight for one in declined])
    kinds = _fit(_matrix([one.text for one in declined], SIZE_OF_KINDS), of_kind, amounts, STRENGTH_OF_KINDS)
    _report(learnt)
    if given.write:
        _write(learnt, kinds, names)


def _composed(chance: random.Random) -> Iterator[Example]:
    frames = _read("frames")
    for kind, actions in _read("unsafe_actions").items():
        for action in actions:
            yield Example(action, OF_KIND.get(kind, kind), BARE)
            for frame in chance.sample(frames["asks"], ASKED):
                yield Example(frame.format(action), OF_KIND.get(kind, kind), COMPOSED)
            for frame in chance.sample(frames["about"], ABOUT):
                yield Example(frame.format(action), SAFE, COMPOSED)
    for action in _read("safe_actions"):
        yield Example(action, SAFE, BARE)
        for frame in chance.sample(frames["asks"], 2 * ASKED):
            yield Example(frame.format(action), SAFE, COMPOSED)


def _looked_up(chance: random.Random) -> Iterator[Example]:
    """Yield plain questions on codes, whose letters must not speak for anything."""
    for wording in _read("look_ups"):
        for _ in range(3):
            first, second = (chance.choice(_CODES) for _ in range(2))
            yield Example(wording.replace("{code}", first).replace("{other}", second), SAFE, BARE)


def _about_the_app(chance: random.Random) -> Iterator[Example]:
    """Yield what people ask of the app: verbs of its use with their objects, in the frames that unsafe requests stand in, too."""
    frames = _read("frames")["asks"]
    for group in _read("app_actions"):
        for verb in group["verbs"]:
            for thing in group["objects"]:
                action = f"{verb} {thing}"
                yield Example(chance.choice(frames).format(action), SAFE, ASIDE)
    yield from (Example(text, SAFE, BARE) for text in _read("app_whole"))
    wordings = tomllib.loads((HELP / "help_wordings.toml").read_text(encoding="utf-8"))
    yield from (Example(text, SAFE, BARE) for texts in wordings.values() for text in texts)


def _background() -> Iterator[Example]:
    """Yield plain sentences of the help and the glossary: words that never met a request must not speak for declining."""
    items = tomllib.loads((HELP / "help.toml").read_text(encoding="utf-8"))["item"]
    terms = tomllib.loads((HELP / "glossary.toml").read_text(encoding="utf-8"))["terms"]
    for text in [one[part] for one in items for part in ("title", "text")] + [one["text"] for one in terms]:
        yield from (Example(sentence, SAFE, ASIDE) for sentence in re.split(r"(?<=[.;:]) ", text) if sentence)


def _whole() -> Iterator[Example]:
    for name in ("unsafe_whole", "unsafe_further", "unsafe_voices"):
        for kind, texts in _read(name).items():
            yield from (Example(text, OF_KIND.get(kind, kind), WHOLE) for text in texts)
    clinical = _read("clinical")
    yield from (Example(text, "medical-advice", WHOLE) for text in clinical["asks"])
    for texts in (clinical["about_codes"], _read("safe_whole"), _read("safe_further"), _read("safe_voices")):
        yield from (Example(text, SAFE, WHOLE) for text in texts)


def _retired() -> Iterator[Example]:
    """Yield the sets that were measured once after a change, and have been looked at since."""
    for name, kind in _RETIRED:
        held = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
        yield from (Example(text, kind, WHOLE) for text in held["any"])


def _books() -> Iterator[Example]:
    """Yield the rule books; the sets that once were held out have been looked at since and are learnt from too."""
    book = yaml.safe_load((BOOKS / "safety.yaml").read_text(encoding="utf-8"))
    for kind, texts in book["unsafe"].items():
        yield from (Example(text, OF_KIND.get(kind, kind), WHOLE) for text in texts if kind != "instructions")
    for texts in book["safe"].values():
        yield from (Example(text, SAFE, WHOLE) for text in texts)
    for name in ("safety_held_out", "safety_second_held_out", "safety_third_held_out"):
        held = yaml.safe_load((BOOKS / f"{name}.yaml").read_text(encoding="utf-8"))
        yield from (Example(text, "misstated-claim", WHOLE) for text in held["unsafe"])
        yield from (Example(text, SAFE, WHOLE) for text in held["safe"])
    for name in ("understanding", "understanding_further", "understanding_held_out"):
        for case in yaml.safe_load((BOOKS / f"{name}.yaml").read_text(encoding="utf-8")):
            if case.get("is") not in ("unsafe", "clinical-advice", "out-of-scope"):
                yield Example(case["ask"], SAFE, 1.0)


def _development() -> Iterator[Example]:
    for kind, text in unsafe():
        named = OF_SET.get(kind, OF_KIND.get(kind, kind))
        yield Example(text, "modifier-around-edit" if named == "unbundling" and "edit" in text else named, WHOLE)
    asked = [text for _, text in safe()] + [one.text for one in guideline_questions()] + [text for text, _ in unanswerable()]
    asked += [one.text for one in understood() if "out-of-scope" not in one.intents]
    yield from (Example(text, SAFE, WHOLE) for text in asked)


def _published(home: Path, chance: random.Random) -> Iterator[Example]:
    """Yield headings of the guidelines and descriptors of diagnoses: what a question may consist of without asking anything."""
    shelf = Shelf(home)
    titles = [title for opened in shelf.all("guidelines") for (title,) in opened.database.all("SELECT title FROM passages")]
    yield from (Example(title, SAFE, ASIDE) for title in sorted(set(titles)) if title)
    codes = [
        long
        for opened in shelf.all("icd10cm")[-1:]
        for (long,) in opened.database.all("SELECT long_descriptor FROM codes ORDER BY code")
    ]
    yield from (Example(text, SAFE, ASIDE) for text in chance.sample(codes, DESCRIPTORS))


def _matrix(texts: Sequence[str], size: int) -> csr_matrix:
    rows = [features(text) for text in texts]
    starts = np.cumsum([0, *(len(places) for places, _ in rows)])
    places = np.concatenate([places % size for places, _ in rows])
    made = csr_matrix((np.concatenate([values for _, values in rows]), places, starts), shape=(len(texts), size))
    made.sum_duplicates()
    return made


def _fit(rows: csr_matrix, told: NDArray[Any], weights: NDArray[Any], strength: float) -> NDArray[Any]:
    """Return weights and, last, what is added: each column is told from the rest by itself."""
    shape = (rows.shape[1] + 1, told.shape[1])

    def loss(flat: NDArray[Any]) -> tuple[float, NDArray[Any]]:
        held = flat.reshape(shape)
        scores = rows @ held[:-1] + held[-1]
        wrong = weights[:, None] * (1 / (1 + np.exp(-scores)) - told)
        total = (weights[:, None] * np.logaddexp(0, np.where(told > 0, -scores, scores))).sum()
        slope = np.vstack([rows.T @ wrong + strength * held[:-1], wrong.sum(0)])
        return total + strength / 2 * (held[:-1] ** 2).sum(), slope.ravel()

    found = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return np.asarray(found.x).reshape(shape)


def _report(learnt: NDArray[Any]) -> None:
    for name, texts in (("to decline", [text for _, text in unsafe()]), ("to answer", [text for _, text in safe()])):
        told = [text for text in texts if half_of(text) is Half.DEVELOPMENT]
        scores = _matrix(told, SIZE) @ learnt[:-1] + learnt[-1]
        shares = ", ".join(f"above {edge}: {(scores > edge).mean():.3f}" for edge in (-1, -0.5, 0, 0.5, 1))
        print(f"development half, {name}: {shares}")


def _write(learnt: NDArray[Any], kinds: NDArray[Any], names: Sequence[str]) -> None:
    stored: dict[str, Any] = {"names": np.array(names)}
    for name, values in (("unsafe", learnt), ("kinds", kinds)):
        step = float(np.abs(values).max()) / 127
        stored |= {name: np.round(values / step).astype(np.int8), f"{name}_step": np.float32(step)}
    np.savez_compressed(WEIGHTS, **stored)


def _read(name: str) -> Any:
    return yaml.safe_load((WRITTEN / f"{name}.yaml").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
