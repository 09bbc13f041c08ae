"""Claim edits, rules of radiation oncology and meanings of indicators as passages."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.assistant.passage import Passage, PassageSource
from codewell.assistant.safety.alternatives import OURSELVES, every_policy
from codewell.codebook.meanings import cites_of, every_meaning, title_of
from codewell.edits.rulebook import rules
from codewell.radonc.coding.rulebook import rule_book
from codewell.tasks.ask.pieces import LONGEST
from codewell.tasks.reference_books.book import BookId, entry_link


def edit_passages() -> Iterator[Passage]:
    """Yield what the rule book says of each claim edit, the long cases left out."""
    for rule in rules({}):
        edit = rule.edit
        yield Passage(
            id=f"rule/{edit.id}",
            source=PassageSource.RULE,
            title=f"{rule.family}: {edit.id.partition('.')[2].replace('-', ' ')}",
            text=" ".join((rule.sentence, *rule.paragraphs, edit.mends))[:LONGEST],
            publication=f"Claim edits of Codewell ({edit.cites})",
            place=f"rule {edit.id}",
            link=f"/claims/rules/{edit.id}",
            first_day=edit.validity.first_day if edit.validity else None,
            last_day=edit.validity.last_day if edit.validity else None,
        )


def radiation_passages() -> Iterator[Passage]:
    """Yield each rule of radiation oncology for each of its periods."""
    for id, periods in rule_book().rules.items():
        for rule in periods:
            family, _, name = id.removeprefix("rt.").partition(".")
            yield Passage(
                id=f"rule/{id}/{rule.validity.first_day}",
                source=PassageSource.RULE,
                title=f"Radiation oncology, {family}: {name.replace('-', ' ')}",
                text=rule.ruling.says[:LONGEST],
                publication=f"Radiation-oncology rules of Codewell ({rule.ruling.cites})",
                place=f"rule {id}",
                link=entry_link(BookId.RADIATION, None, id),
                first_day=rule.validity.first_day,
                last_day=rule.validity.last_day,
                codes=_codes(rule.values),
            )


def policy_passages() -> Iterator[Passage]:
    """Yield the law and public guidance that declined requests are answered with."""
    for one in every_policy():
        if one.title != OURSELVES:
            yield Passage(
                id=f"policy/{one.id}",
                source=PassageSource.POLICY,
                title=one.title,
                text=one.says,
                publication=f"{one.title}, in our words",
                place=one.place,
                link=entry_link(BookId.POLICIES, None, one.id),
            )


def meaning_passages() -> Iterator[Passage]:
    """Yield what each published value of an indicator means."""
    for family, indicator, value, meaning in every_meaning():
        title = title_of(family, indicator)
        yield Passage(
            id=f"meaning/{family}/{indicator}/{value}/{meaning.first_day or ''}",
            source=PassageSource.MEANING,
            title=f"{title} {value}",
            text=meaning.text,
            publication=f"Meanings of indicators ({cites_of(family)})",
            place=f"{title}, value {value}",
            link=entry_link(BookId.INDICATORS, None, family, indicator, value),
            first_day=meaning.first_day,
            last_day=meaning.last_day,
        )


def _codes(values: object) -> tuple[str, ...]:
    """Return the codes of five characters among the values of a rule."""
    if isinstance(values, str):
        return (values,) if len(values) == 5 and values[1:].isdigit() else ()
    held = values.values() if isinstance(values, dict) else values if isinstance(values, list | tuple) else ()
    return tuple(dict.fromkeys(code for one in held for code in _codes(one)))
