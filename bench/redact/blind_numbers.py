"""Dates, telephones and other numbers of the blind documents, in the formats of a half; none belongs to anybody."""

from __future__ import annotations

import random
from datetime import date, timedelta

_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
# `9` a digit, `A` a capital letter; other characters as they are.
_PATTERNS = {
    "dev": {
        "mrn": "9999999|MR-9999999|E9999999|99-99-99|H000999999",
        "phone": "(999) 999-9999|999-999-9999|999.999.9999|999 999 9999|+1 999-999-9999|1-999-999-9999|(999)999-9999",
        "fax": "(999) 999-9999|999-999-9999|999.999.9999",
        "acc": "AA99-99999|99-999-99999|R9999999|AAA-99-9999",
        "case": "S99-99999|SP-99-9999|99A9999|IN-99999999",
        "acct": "999999999|A99999999|9999-999999",
        "plan": "AAA999999999|W99999 9999|9999999999A|AA999999",
        "lic": "AA999999|A9999999|99-99999",
        "plate": "AAA-9999|9AAA999|AAA 999",
        "serial": "AA9999999A|99999999|A9999-999",
        "trial": "999-9999|AAAA-999-99|99-999",
        "claim": "99999999999|CLM-9999999|9999A99999",
        "auth": "A99999999|9999999",
        "group": "99999|AA9999",
        "job": "9999999|99999",
        "ext": "9999|99999",
        "pager": "9999|99999",
    },
    "held": {
        "mrn": "99999999|M999999999|#9999999|AA9999999|999-99-99|99 99 99 99",
        "phone": "999/999-9999|(999) 999 9999|999-999-9999|9999999999|999.999.9999 x999|999–999–9999|+1 (999) 999-9999",
        "fax": "999/999-9999|1-999-999-9999|(999)999.9999",
        "acc": "99AA9999999|A-99-99999|9999-99999|AA999999999",
        "case": "AA99-9999|C99-999999|9999-99999|AAA99-999",
        "acct": "99999999|AC-99999-9|999 999 999",
        "plan": "AAAA99999999|999-99-9999-A|A99999999-99|9999 9999 99",
        "lic": "A-999999|AAA99999|999999",
        "plate": "999 AAA|AA9-999A|AAA9999",
        "serial": "9999-AA-999|AAA99999999|S999999A",
        "trial": "AA-99-9999|99999-99|A999-9999",
        "claim": "AA99999999|99-9999999-99|E9999 99999",
        "auth": "PA99999999|99AA9999",
        "group": "9999-99|A99999",
        "job": "99999999|AA9999",
        "ext": "999|9-9999",
        "pager": "99999|9-9999",
    },
}
_DATES = {
    "dev": {
        "num": "{m:02}/{d:02}/{y}|{m}/{d}/{y}|{m}/{d}/{y2:02}|{m:02}-{d:02}-{y}|{y}-{m:02}-{d:02}|{d:02}-{mon}-{y}",
        "long": "{month} {d}, {y}|{d} {month} {y}|{mon} {d}, {y}|{month} {d}{th}, {y}",
        "md": "{m}/{d}|{month} {d}|{mon} {d}|{d} {mon}|{month} {d}{th}",
        "dd": "{d:02}{MON}{y}|{d}-{mon}-{y}|{d} {mon} {y}",
        "my": "{month} {y}|{month} of {y}|{m:02}/{y}|{mon} {y}",
    },
    "held": {
        "num": "{m:02}.{d:02}.{y}|{m}/{d}/{y}|{m}-{d}-{y2:02}|{y}/{m:02}/{d:02}|{m:02}/{d:02}/{y2:02}|{mon} {d} {y}",
        "long": "{month} {d}, {y}|the {d}{th} of {month}, {y}|{month} {d} {y}|{mon}. {d}, {y}|{d}{th} {month} {y}",
        "md": "{m:02}/{d:02}|{mon}. {d}|the {d}{th} of {month}|{d} {month}|{month} {d}",
        "dd": "{d:02} {MON} {y}|{d}.{m}.{y}|{d:02}-{MON}-{y2:02}",
        "my": "{mon} {y}|{month} {y}|{m}/{y}|{month}, {y}",
    },
}


def number(chosen: random.Random, half: str, what: str) -> str:
    """Return a number of this kind in one of the half's patterns."""
    pattern = chosen.choice(_PATTERNS[half][what].split("|"))
    first = iter([True])
    return "".join(_letter(chosen, mark, next(first, False)) for mark in pattern)


def _letter(chosen: random.Random, mark: str, first: bool) -> str:
    if mark == "9":
        return chosen.choice("23456789" if first else "0123456789")
    return chosen.choice("ABCDEHKLMNPRTWX") if mark == "A" else mark


def day(chosen: random.Random, half: str, form: str, *, born: bool = False) -> str:
    """Return a day in a form: num, long, md (without year), dd (as registries write), my (month and year)."""
    when = (
        date(1940, 1, 1) + timedelta(days=chosen.randrange(26_000))
        if born
        else date(2017, 1, 1) + timedelta(chosen.randrange(2_900))
    )
    month = _MONTHS[when.month - 1]
    th = "th" if 10 < when.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(when.day % 10, "th")
    words = {
        "m": when.month,
        "d": when.day,
        "y": when.year,
        "y2": when.year % 100,
        "month": month,
        "mon": month[:3],
        "MON": month[:3].upper(),
    }
    return chosen.choice(_DATES[half][form].split("|")).format(th=th, **words)


def checked(chosen: random.Random, what: str) -> str:
    """Return an NPI or DEA number with a true check digit, or another identifier of fixed build."""
    digits = "".join(chosen.choice("0123456789") for _ in range(14))
    if what == "npi":
        body = "1" + digits[:8]
        total = 24 + sum(sum(map(int, str(int(digit) * (2 - at % 2)))) for at, digit in enumerate(reversed(body)))
        return body + str(-total % 10)
    if what == "dea":
        last = sum(map(int, digits[0:6:2])) + 2 * sum(map(int, digits[1:6:2]))
        return f"{chosen.choice('ABFM')}{chosen.choice('ADKRW')}{digits[:6]}{last % 10}"
    made = {
        "ssn": f"{chosen.randrange(100, 772)}-{digits[:2]}-{digits[2:6]}"
        if chosen.random() < 0.8
        else f"{chosen.randrange(100, 772)} {digits[:2]} {digits[2:6]}",
        "ssn4": digits[:4],
        "vin": "1" + "".join(chosen.choice("ABCDEFGHJKLMNPRSTUVWXYZ0123456789") for _ in range(10)) + digits[:6],
        "udi": f"(01)0{digits[:13]}(21){number(chosen, 'dev', 'serial')}",
        "ip": ".".join(str(chosen.randrange(2, 254)) for _ in range(4)),
        "ip6": f"2001:db8:{chosen.randrange(4096, 65535):x}::{chosen.randrange(4096, 65535):x}",
        "card": "-".join((f"4{digits[:3]}", digits[3:7], digits[7:11], digits[10:14])),
        "box": f"PO Box {digits[:4]}7",
    }
    return made[what]
