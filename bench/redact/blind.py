"""Documents that the redactor's rules were not written on: `python bench/redact/blind.py dev|held COUNT OUT.jsonl [SEED]`.

Templates, names, places, number formats and sentences come in two halves that share nothing. Errors are read on `dev` only;
`held` is for reporting. Spans are as in the other corpora; a name also says of what origin it is. Names exclude titles and
credentials; facilities, employers and schools are LOCATION.
"""

from __future__ import annotations

import json
import random
import re
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from blind_noise import NOISES, disturbed
from blind_numbers import checked, day, number
from blind_people import DATA, People, Person

_SLOT = re.compile(r"\{([a-z]+)(\d?)(?::([A-Za-z]+))?\}|<<(.+?)>>")
_KINDS = {
    "mrn": "MRN",
    "phone": "PHONE",
    "ext": "PHONE",
    "pager": "PHONE",
    "fax": "FAX",
    "acc": "OTHER_ID",
    "case": "OTHER_ID",
    "acct": "ACCOUNT",
    "plan": "HEALTH_PLAN_ID",
    "group": "HEALTH_PLAN_ID",
    "lic": "LICENSE",
    "plate": "VEHICLE_ID",
    "serial": "DEVICE_ID",
    "trial": "OTHER_ID",
    "claim": "OTHER_ID",
    "auth": "OTHER_ID",
    "job": "OTHER_ID",
    "npi": "LICENSE",
    "dea": "LICENSE",
    "ssn": "SSN",
    "ssn4": "SSN",
    "vin": "VEHICLE_ID",
    "udi": "DEVICE_ID",
    "ip": "IP",
    "card": "ACCOUNT",
    "box": "LOCATION",
}
_PERSONS = frozenset("p d n r c w".split())  # noqa: SIM905
_JOBS = ("teacher", "welder", "bus driver", "librarian", "farmer")


class Document:
    """One document as it is written: text so far, spans, strings that must survive, what is left aside."""

    def __init__(self, chosen: random.Random, half: str, world: People) -> None:
        self.chosen, self.half, self.text, self.world = chosen, half, "", world
        self.spans: list[dict[str, Any]] = []
        self.negatives: list[dict[str, Any]] = []
        self.ignore: list[dict[str, Any]] = []
        self.people: dict[str, Person] = {}
        self.values: dict[str, str] = {}
        self.female = chosen.random() < 0.5

    def write(self, template: str) -> None:
        """Add a template or sentence with its slots filled."""
        done = 0
        for slot in _SLOT.finditer(template):
            self.text += template[done : slot.start()]
            done = slot.end()
            if slot[4]:
                self._mark(self.negatives, slot[4])
            else:
                self._fill(slot[1], slot[2], slot[3] or "")
        self.text += template[done:]

    def record(self) -> dict[str, Any]:
        """Return text and marks as the other corpora hold them."""
        return {"text": self.text, "spans": self.spans, "ignore": self.ignore, "negatives": self.negatives}

    def _mark(self, where: list[dict[str, Any]], value: str, **more: str) -> None:
        where.append({"start": len(self.text), "end": len(self.text) + len(value), **more})
        self.text += value

    def _fill(self, what: str, which: str, form: str) -> None:
        chosen, half = self.chosen, self.half
        if what in _PERSONS:
            self._name(self.people.setdefault(what + which, self.world.person()), form, patient=what == "p")
        elif what == "hard":
            line = chosen.choice([line for at, line in enumerate(_hard(half)) if self.world.belongs(at)])
            self.write(line.lower() if form == "lower" else line)
        elif what == "date":
            self._mark(self.spans, day(chosen, half, form or "num"), type="DATE")
        elif what in ("street", "city", "zip", "county", "hosp", "employer", "school"):
            self._place(what, which, form)
        elif what == "state":
            self._mark(self.ignore, self.world.place("states"))
        elif what == "time":
            self._mark(
                self.ignore, chosen.choice(("{:02}{:02}", "{:02}:{:02}")).format(chosen.randrange(24), chosen.randrange(60))
            )
        elif what == "dow":
            self._mark(self.ignore, chosen.choice("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()))  # noqa: SIM905
        elif what + which == "age90":
            self._mark(self.spans, str(chosen.randrange(90, 104)), type="AGE_OVER_89")
        elif what + which == "year90":
            self._mark(self.ignore, str(chosen.randrange(1915, 1930)))
        elif what in ("url", "email", "bio", "photo"):
            self._electronic(what)
        elif what + which in ("ip6", "ssn4"):
            self._mark(self.spans, checked(chosen, what + which), type=what.upper())
        elif what in ("npi", "dea", "ssn", "vin", "udi", "ip", "card", "box"):
            self._mark(self.spans, checked(chosen, what), type=_KINDS[what])
        elif what in _KINDS and what + which != "job2":
            value = number(chosen, half, what)
            kept = self.values.setdefault(what, value) if what == "mrn" and not which and "|" not in form else value
            self._mark(self.spans, kept.replace("–", "-") if form == "dash" else kept, type=_KINDS[what])
        else:
            self._word(what + which, form)

    def _word(self, what: str, form: str) -> None:
        chosen = self.chosen
        words = {
            "age": str(chosen.randrange(19, 89)),
            "sex": "F" if self.female else "M",
            "sex2": "female" if self.female else "male",
            "pos": "her" if self.female else "his",
            "rel": self.world.relation(),
            "year": str(chosen.randrange(1975, 2021)),
            "job2": chosen.choice(_JOBS),
        }
        word = words[what]
        self.text += word.capitalize() if form == "cap" else word

    def _name(self, who: Person, form: str, *, patient: bool) -> None:
        if form == "title":
            self.text += self.chosen.choice(("Ms.", "Mrs.") if self.female else ("Mr.",))
            return
        styles = {
            "fl": f"{who.first} {who.last}",
            "f": who.first,
            "l": who.last,
            "il": f"{who.first[0]}. {who.last}",
            "lf": self.chosen.choice((f"{who.last}, {who.first}", f"{who.last}, {who.first} {who.middle}.")),
            "LF": self.chosen.choice((f"{who.last}, {who.first}", f"{who.last}, {who.first} {who.middle}")).upper(),
            "spell": "-".join(who.last.upper().replace(" ", "").replace("'", "").replace("-", "")),
        }
        value = styles[form or "fl"]
        if form == "fl" and self.chosen.random() < 0.12:
            value = f"{who.first} {who.middle}. {who.last}"
        self._mark(self.spans, value, type="NAME", origin=who.origin)

    def _place(self, what: str, which: str, form: str) -> None:
        chosen = self.chosen
        if what == "street":
            name = f"{self.world.place('streets')} {self.world.place('kinds')}"
            unit = chosen.choice(("", "", "", " Apt 4B", ", Unit 12", " #207"))
            value = (
                name if form == "name" else f"{chosen.randrange(11, 19_999)} {chosen.choice(('', '', 'N ', 'SW '))}{name}{unit}"
            )
        elif what == "zip":
            value = f"{chosen.randrange(10_001, 99_950)}" + (f"-{chosen.randrange(1000, 9999)}" if chosen.random() < 0.2 else "")
        elif what == "school":
            value = f"{self.world.person().last} {chosen.choice(('Elementary', 'Middle School', 'High School', 'Academy'))}"
        else:
            lists = {"city": "towns", "county": "counties", "hosp": "hospitals", "employer": "employers"}
            value = self.world.place(lists[what]) + (" County" if what == "county" else "")
        self._mark(self.spans, value.upper() if form == "caps" else value, type="LOCATION", orig=what.upper())

    def _electronic(self, what: str) -> None:
        chosen, who = self.chosen, self.world.person()
        plain = re.sub(r"[^a-z]", "", who.last.lower()) or "user"
        many = chosen.randrange(10_000, 99_999)
        host = chosen.choice(("corwith.example", "mail.example.org", "eastmarch-health.example.net"))
        values = {
            "email": chosen.choice((f"{who.first[0].lower()}{plain}@{host}", f"{plain}.{chosen.randrange(10, 99)}@{host}")),
            "url": chosen.choice((f"https://{host}/r/{plain}", f"www.{host}/records?id={many}", f"http://portal.{host}")),
            "bio": chosen.choice((f"fingerprint ID FP{many}", f"retinal scan RS-{many}")),
            "photo": f"{plain}_{chosen.randrange(100, 999)}.jpg",
        }
        value = values[what]
        if what == "bio":
            label, _, value = value.rpartition(" ")
            self.text += label + " "
        self._mark(self.spans, value, type={"bio": "BIOMETRIC", "photo": "PHOTO"}.get(what, what.upper()))


def documents(half: str, count: int, seed: int = 1, world: People | None = None) -> list[dict[str, Any]]:
    """Return documents of a half, a sixth of them without identifiers; the same arguments give the same documents."""
    chosen = random.Random(f"{half}-{seed}")
    world = world or People(chosen, half)
    templates = [one for at, one in enumerate(_templates(half)) if world.belongs(at)]
    without = [one for one in templates if one[0].endswith(" zero")]
    others = [one for one in templates if not one[0].endswith(" zero")]
    made = []
    for at in range(count):
        header, template = without[at // 6 % len(without)] if at % 6 == 5 else others[at % len(others)]
        document = Document(chosen, half, world)
        document.write(template)
        noise = header.split()[1] if header.endswith((" upper", " lower")) else chosen.choice(NOISES)
        named = {"id": f"blind-{half}-{at:04}", "template": header.split()[0], "noise": noise}
        made.append(disturbed(chosen, {**named, **document.record()}, noise))
    return made


@cache
def _templates(half: str) -> list[tuple[str, str]]:
    parts = re.split(r"^=== (.+)\n", (DATA / f"templates_{half}.txt").read_text(encoding="utf-8"), flags=re.M)
    return [(header, body.strip("\n")) for header, body in zip(parts[1::2], parts[2::2], strict=True)]


@cache
def _hard(half: str) -> list[str]:
    lines: str = tomllib.loads((DATA / "fillers.toml").read_text(encoding="utf-8"))[half]["lines"]
    return [line for line in lines.splitlines() if line]


def main(half: str, count: str, out: str, seed: str = "1") -> None:
    """Write the documents as JSON lines."""
    lines = [json.dumps(document, ensure_ascii=False) + "\n" for document in documents(half, int(count), int(seed))]
    Path(out).write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
