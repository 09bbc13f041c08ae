"""Rules of modifiers and of radiation oncology, places of service, and the law behind refusals, as books."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from codewell.assistant.safety.alternatives import every_policy
from codewell.edits.tables import place_label, place_table
from codewell.radonc.coding.rulebook import Rule, rule_book
from codewell.tasks.ask.answering.modifier_rules import every_label, every_rule
from codewell.tasks.reference_books.book import Book, BookEntry, BookId, Chapter, anchor_of
from codewell.tasks.workplace import Workplace


def modifier_book(workplace: Workplace, on: date) -> Book:
    """Return our labels of numeric modifiers, and the rules of when modifiers are used."""
    labels = tuple(
        BookEntry(anchor_of("modifier", modifier), modifier, (label,)) for modifier, label in every_label() if modifier.isdigit()
    )
    rules = tuple(
        BookEntry(
            anchor_of("rule", rule.id),
            rule.id.replace("-", " "),
            (rule.says,),
            rule.cites,
            (("Modifiers", ", ".join(rule.modifiers)),) if rule.modifiers else (),
        )
        for rule in every_rule()
    )
    lede = "When a modifier is used, in our own words. A modifier is billed only where the record shows what it says."
    ours = "Our words; the full text of numeric modifiers is the American Medical Association's"
    chapters = (Chapter("rules", "Rules", "", rules), Chapter("labels", "Numeric modifiers", ours, labels))
    return Book(BookId.MODIFIERS, "Rules of modifiers", lede, chapters)


def radiation_book(workplace: Workplace, on: date) -> Book:
    """Return every rule of radiation oncology that holds on the day, by family."""
    families: dict[str, list[BookEntry]] = {}
    for id in rule_book().rules:
        rule = rule_book().find(id, on)
        if rule is not None:
            families.setdefault(id.removeprefix("rt.").partition(".")[0], []).append(_rule(rule))
    chapters = tuple(
        Chapter(anchor_of("family", family), family.replace("-", " ").capitalize(), "", tuple(entries))
        for family, entries in families.items()
    )
    lede = "What the rules of radiation oncology say for the day of service; a rule that changed is shown as it held then."
    return Book(BookId.RADIATION, "Rules of radiation oncology", lede, chapters)


def _rule(rule: Rule) -> BookEntry:
    ruling = rule.ruling
    notes = (("Basis", ruling.basis), *_values(rule.values))
    return BookEntry(anchor_of(ruling.id), ruling.id, (ruling.says,), ruling.cites, tuple(notes), rule.validity)


def _values(values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        yield name.replace("_", " ").capitalize(), _written(value)


def _written(value: object) -> str:
    """Return a value of a rule in a line: pairs as `77301 77014 0`, tables as `name: value`."""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_written(held)}" for name, held in value.items())
    if isinstance(value, list | tuple):
        nested = any(isinstance(one, list | tuple) for one in value)
        held = [" ".join(map(str, one)) if isinstance(one, list | tuple) else _written(one) for one in value]
        return ("; " if nested else ", ").join(held)
    return str(value)


def places_book(workplace: Workplace, on: date) -> Book:
    """Return each place of service with the rate that the physician fee schedule pays there."""
    known, rated = place_table("known"), place_table("facility")
    entries = tuple(
        BookEntry(
            anchor_of("place", place),
            place,
            (place_label(place),),
            "",
            (("Physician fee schedule", "facility rate" if place in rated.entries else "non-facility rate"),),
            None if validity.first_day.year < 1970 and validity.last_day is None else validity,
        )
        for place, validity in sorted(known.entries.items())
    )
    cites = f"{known.cites}; rates: {rated.cites}"
    return Book(
        BookId.PLACES,
        "Places of service",
        "The two characters of a professional claim that say where a service was furnished.",
        (Chapter("places", "", cites, entries),),
    )


def policies_book(workplace: Workplace, on: date) -> Book:
    """Return the law and public guidance that a declined request is answered with."""
    entries = tuple(BookEntry(anchor_of(one.id), one.title, (one.says,), one.place) for one in every_policy())
    return Book(
        BookId.POLICIES,
        "Why some requests are declined",
        "Law and public guidance, in our own words, that an answer rests on when it offers the compliant way instead.",
        (Chapter("policies", "", "", entries),),
    )
