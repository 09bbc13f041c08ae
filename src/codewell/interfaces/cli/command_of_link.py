"""The command that shows what an address of the app shows, for answers on the command line."""

from __future__ import annotations

import shlex
from urllib.parse import parse_qs, unquote, urlsplit


def command_of_link(link: str) -> str:
    """Return the command of an address inside the app, with its day; empty where no command shows the same.

    Args:
        link: path with query, as citations carry it.
    """
    parts = urlsplit(link)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    steps = [unquote(one) for one in parts.path.strip("/").split("/")]
    words = _words(steps, asked)
    if not words:
        return ""
    options = [("--on", asked.get("on", ""))]
    if words[0] in ("fee", "compare"):
        options.append(("--locality", asked.get("locality", "")))
    if words[0] == "compare":
        options.append(("--second-on", asked.get("second_on", "")))
    if words[0] == "ptp":
        options.append(("--setting", asked.get("setting", "")))
    given = [part for name, value in options if value for part in (name, value)]
    return shlex.join(["codewell", *words, *given])


def _words(steps: list[str], asked: dict[str, str]) -> list[str]:
    """Return the command and its arguments; none where there is no such command."""
    match steps:
        case ["code", system, code]:
            return ["lookup", code, *([] if system == "cpt" else ["--system", system])]
        case ["code", code]:
            return ["lookup", code]
        case ["ptp"] if asked.get("codes"):
            return ["ptp", *asked["codes"].replace(",", " ").split()[:2]]
        case ["fee"] if asked.get("code"):
            return ["fee", asked["code"]]
        case ["compare"] if asked.get("first"):
            return ["compare", asked["first"], *([asked["second"]] if asked.get("second") else [])]
        case ["browse", *place]:
            return ["browse", *place[:2]]
        case ["search"] if asked.get("q"):
            return ["search", asked["q"]]
        case ["releases"]:
            return ["releases"]
        case _:
            return []
