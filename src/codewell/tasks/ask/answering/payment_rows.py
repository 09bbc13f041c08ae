"""Facts of payment: rows of the fee schedule, of hospitals and of surgical centers, each stated with its citation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from codewell.codebook.meanings import meaning_of
from codewell.fees.payment import NotPriced, Payment, dollars
from codewell.fees.physician import COMPONENTS
from codewell.fees.schedule import NATION, FeeSchedule, Locality, PlaceRate
from codewell.tasks.ask.answering.answered_day import nearest_day
from codewell.tasks.ask.answering.procedures_asked import AskedProcedure, cite_facts, cite_row
from codewell.tasks.ask.composing import Draft
from codewell.tasks.price_service import FeeAnswer
from codewell.tasks.workplace import Workplace

PLACES = {PlaceRate.NONFACILITY: "non-facility (office)", PlaceRate.FACILITY: "facility"}
_INDICATORS = (
    ("status", "status"),
    ("global_days", "global_days"),
    ("pctc", "pctc"),
    ("multiple_procedure", "multiple"),
    ("bilateral", "bilateral"),
    ("assistant", "assistant"),
    ("co_surgeon", "co_surgeon"),
    ("team", "team"),
)
_TITLES = {
    "status": "MPFS status",
    "global_days": "Global days",
    "pctc": "PC/TC indicator",
    "multiple_procedure": "Multiple procedure indicator",
    "bilateral": "Bilateral indicator",
    "assistant": "Assistant at surgery indicator",
    "co_surgeon": "Co-surgeon indicator",
    "team": "Team surgery indicator",
}


def fee_link(one: AskedProcedure, day: date, modifiers: tuple[str, ...], locality: Locality) -> str:
    """Return the address that works the amount out."""
    more = f"&modifiers={'+'.join(modifiers)}" if modifiers else ""
    where = f"&locality={locality.mac}{locality.number}" if locality.mac else ""
    return f"/fee?code={one.code}&on={day}{more}{where}"


def state_schedule_row(
    draft: Draft, workplace: Workplace, one: AskedProcedure, day: date, modifier: str, focus: frozenset[str]
) -> bool:
    """State RVUs and indicators of a code's row; say those that the question is about. Return whether there is a row."""
    schedule, opened = FeeSchedule(workplace.shelf, day), workplace.shelf.in_force("mpfs", day)
    row = schedule.row(one.code, modifier) or schedule.row(one.code)
    if row is None or opened is None:
        return False
    code = f"{one.code}-{row.modifier}" if row.modifier else str(one.code)
    cited = cite_facts(draft, opened, one, day, row.modifier)
    figures = {
        "work_rvu": row.work,
        "nonfacility_pe_rvu": row.pe[PlaceRate.NONFACILITY],
        "facility_pe_rvu": row.pe[PlaceRate.FACILITY],
        "mp_rvu": row.mp,
        "nonfacility_total_rvu": row.work + row.pe[PlaceRate.NONFACILITY] + row.mp,
        "facility_total_rvu": row.work + row.pe[PlaceRate.FACILITY] + row.mp,
        "conversion_factor": row.factor,
    }
    is_priced = any(figures[name] for name in _RVU_TITLES if name != "conversion_factor")
    for name, figure in figures.items() if is_priced else ():
        draft.state(code, name, str(figure), cited)
    values = {name: getattr(row, column) for name, column in _INDICATORS if getattr(row, column)}
    for name, value in values.items():
        draft.state(code, name, value, cited)
    if "rvu" in focus and not is_priced:
        draft.say(f"{opened.release.title} has no relative value units for {code} (all are 0).", cited)
    elif "rvu" in focus:
        _say_rvus(draft, code, figures, opened.release.title, cited)
    for name, value in values.items():
        if name in focus:
            meaning = meaning_of("mpfs", name, value, day)
            draft.say(f"{_TITLES[name]} of {code} on {day}: {value}. {meaning}".strip(), cited)
    if "conversion_factor" in focus:
        draft.say(f"The conversion factor in {opened.release.title} is {row.factor} dollars.", cited)
    shown = [(title, str(figures[name])) for name, title in _RVU_TITLES.items() if is_priced]
    shown += [(_TITLES[name], value) for name, value in values.items()]
    draft.tabulate(f"{code} in {opened.release.title}", ("Field", "Value"), [(cells, (cited,)) for cells in shown])
    return True


_RVU_TITLES = {
    "work_rvu": "Work RVU",
    "nonfacility_pe_rvu": "Practice expense RVU, non-facility",
    "facility_pe_rvu": "Practice expense RVU, facility",
    "mp_rvu": "Malpractice RVU",
    "nonfacility_total_rvu": "Total RVU, non-facility",
    "facility_total_rvu": "Total RVU, facility",
    "conversion_factor": "Conversion factor",
}


def _say_rvus(draft: Draft, code: str, figures: dict[str, Decimal], title: str, cited: str) -> None:
    draft.say(
        f"In {title} {code} has a work RVU of {figures['work_rvu']}, practice expense RVUs of {figures['nonfacility_pe_rvu']} "
        f"(non-facility) and {figures['facility_pe_rvu']} (facility), and a malpractice RVU of {figures['mp_rvu']}: "
        f"{figures['nonfacility_total_rvu']} in total non-facility, {figures['facility_total_rvu']} facility.",
        cited,
    )


def say_physician_amounts(
    draft: Draft, workplace: Workplace, one: AskedProcedure, answers: tuple[FeeAnswer, ...], only: PlaceRate | None
) -> bool:
    """Say the fee schedule amounts of each locality; return whether there is one."""
    rows: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    not_paid = _not_paid(workplace, one, answers[0])
    for place in not_paid:
        draft.notice(f"The file marks {one.code} as not paid, or rarely provided, in a {PLACES[place]} setting.")
    for answer in answers:
        cells, cited = [_named(answer.locality)], list[str]()
        for place in PLACES:
            price = next(held.price for held in answer.physician if held.place is place)
            if not isinstance(price, Payment) or place in not_paid:
                cells.append("-")
                continue
            cited = cited or _cite_amount(draft, workplace, one, answer)
            cells.append(dollars(price.amount))
            if only in (None, place):
                draft.state(str(one.code), "amount", str(price.amount), cited[0])
            draft.state(str(one.code), f"{place.value}_amount", str(price.amount), cited[0])
            for notice in price.notices:
                if not notice.startswith("The file marks"):
                    draft.notice(notice)
        if cited:
            rows.append((tuple(cells), tuple(cited)))
            if len(answers) == 1:
                _say_amount(
                    draft, one, answer, [place for place in PLACES if place not in not_paid and only in (None, place)], cited
                )
    if len(rows) > 1:
        draft.say(f"What Medicare pays for {one.code} depends on the locality; the table shows {len(rows)}.", *rows[0][1])
        draft.tabulate(f"Medicare amounts of {one.code} by locality", ("Locality", "Non-facility", "Facility"), rows)
    return bool(rows)


def _not_paid(workplace: Workplace, one: AskedProcedure, answer: FeeAnswer) -> frozenset[PlaceRate]:
    """Return the places for which the file marks the amount as not applicable."""
    schedule = FeeSchedule(workplace.shelf, answer.on)
    component = next((held for held in answer.modifiers if held in COMPONENTS), "")
    row = schedule.row(one.code, component)
    return row.not_applicable if row else frozenset()


def _cite_amount(draft: Draft, workplace: Workplace, one: AskedProcedure, answer: FeeAnswer) -> list[str]:
    """Return the citations of an amount: the row of the code, then that of the locality."""
    modifiers = f"-{'-'.join(answer.modifiers)}" if answer.modifiers else ""
    link = fee_link(one, answer.on, answer.modifiers, answer.locality)
    opened, gpci = workplace.shelf.in_force("mpfs", answer.on), workplace.shelf.in_force("gpci", answer.on)
    assert opened is not None
    cited = [cite_row(draft, opened, f"code {one.code}{modifiers}", link)]
    place = answer.locality
    if place is not NATION and gpci is not None:
        cited.append(cite_row(draft, gpci, f"locality {place.mac}{place.number}", link))
        draft.state(str(one.code), "locality", place.mac + place.number, cited[-1])
    return cited


def _named(place: Locality) -> str:
    return f"{place.name.title()}, {place.state} ({place.mac}{place.number})" if place.mac else "national, before adjustment"


def _say_amount(draft: Draft, one: AskedProcedure, answer: FeeAnswer, places: list[PlaceRate], cited: list[str]) -> None:
    amounts = [
        f"{dollars(held.price.amount)} in a {PLACES[held.place]} setting"
        for held in answer.physician
        if isinstance(held.price, Payment) and held.place in places
    ]
    code = f"{one.code}-{'-'.join(answer.modifiers)}" if answer.modifiers else str(one.code)
    where = f"in {_named(answer.locality)}" if answer.locality is not NATION else "nationally, before geographic adjustment"
    if amounts:
        words = " and ".join(amounts)
        draft.say(f"On {answer.on} the Medicare physician fee schedule allows for {code} {where} {words}.", *cited)
    else:
        draft.say(f"The fee schedule marks {code} as not paid, or rarely provided, in the setting asked about.", cited[0])


def say_facility(draft: Draft, workplace: Workplace, one: AskedProcedure, answer: FeeAnswer, sources: tuple[str, ...]) -> bool:
    """Say what a hospital or a surgical center is paid; return whether a row says it."""
    told = False
    for source in sources:
        opened = workplace.shelf.in_force(source, answer.on)
        if opened is None:
            continue
        hospital = source == "opps-addendum-b"
        columns = "status_indicator, payment_rate, apc" if hospital else "payment_indicator, payment_rate, ''"
        row = opened.database.one(f"SELECT {columns} FROM services WHERE code = ?", one.code.value)
        if row is None:
            continue
        told = True
        indicator, apc = str(row[0] or ""), str(row[2] or "")
        cited = cite_facts(draft, opened, one, answer.on)
        draft.state(str(one.code), "status_indicator" if hospital else "payment_indicator", indicator, cited)
        meaning = meaning_of("opps", "status" if hospital else "asc_payment", indicator, answer.on)
        price = answer.hospital if hospital else answer.surgical_center
        system = "a hospital outpatient department (OPPS)" if hospital else "an ambulatory surgical center (ASC)"
        name = "status indicator" if hospital else "payment indicator"
        cited_all = [cited]
        if hospital and not apc:
            apc, cited_all = _apc_of_another(draft, workplace, one, answer.on, cited)
        if apc:
            draft.state(str(one.code), "apc", apc, cited_all[-1])
        group = f", APC {apc}" if apc else ""
        if isinstance(price, NotPriced):
            words = f"On {answer.on} {system} has no rate of its own for {one.code}: {name} {indicator}{group}. {meaning}"
        else:
            draft.state(str(one.code), "rate" if hospital else "asc_rate", str(row[1]), cited)
            words = (
                f"On {answer.on} {system} is paid {dollars(price.amount)} for {one.code}: {name} {indicator}{group}. {meaning}"
            )
        draft.say(words.strip(), *cited_all)
    return told


def _apc_of_another(draft: Draft, workplace: Workplace, one: AskedProcedure, day: date, cited: str) -> tuple[str, list[str]]:
    """Return the APC that another list of the day has where a quarter's excerpt leaves it out, with all citations."""
    for opened in workplace.shelf.all("opps-addendum-b"):
        if not opened.release.validity.covers(day):
            continue
        row = opened.database.one("SELECT apc FROM services WHERE code = ?", one.code.value)
        if row is not None and row[0]:
            return str(row[0]), [cited, cite_facts(draft, opened, one, day)]
    return "", [cited]


def say_group_of_another_year(draft: Draft, workplace: Workplace, one: AskedProcedure, day: date) -> None:
    """Say which APC the nearest list names where those of the day name none; a group of another year is told as such."""
    held = []
    for opened in workplace.shelf.all("opps-addendum-b"):
        row = opened.database.one("SELECT apc FROM services WHERE code = ?", one.code.value)
        if row is not None and row[0]:
            there = nearest_day(opened.release.validity, day, None) or day
            held.append((abs((there - day).days), there, str(row[0]), opened))
    if not held:
        return
    distance, there, apc, opened = min(held, key=lambda each: each[:2])
    if not distance:
        return
    cited = cite_facts(draft, opened, one, there)
    draft.state(str(one.code), f"apc of {opened.release.title}", apc, cited, dated=False)
    draft.say(
        f"The lists of {day} name no APC for {one.code}; {opened.release.title}, up to {there}, puts it in APC {apc}.", cited
    )
