"""The rules of value sets on a small code system: what is listed, and that what is listed is what is valid."""

from __future__ import annotations

import pytest

from codewell.terminology.evaluation import Evaluation
from codewell.terminology.expansion import Branch, ExpansionWish, expand
from codewell.terminology.problem import TerminologyProblem
from codewell.terminology.registry import Registry, Resources
from codewell.terminology.validation import validate_in_value_set
from codewell.terminology.verdict import Asked, Coding, Given
from codewell.terminology.versions import VersionRules

ANIMALS = "http://example.org/animals"


def concept(code, *below, legs=None, **more):
    properties = [{"code": "legs", "valueInteger": legs}] if legs is not None else []
    properties += [{"code": "inactive", "valueBoolean": True}] if more.get("inactive") else []
    return {"code": code, "display": code.title(), "property": properties, "concept": list(below)}


SYSTEM = {
    "resourceType": "CodeSystem",
    "url": ANIMALS,
    "version": "1",
    "status": "active",
    "content": "complete",
    "caseSensitive": True,
    "concept": [
        concept(
            "animal",
            concept("mammal", concept("dog", concept("terrier", legs=4), legs=4), concept("whale", legs=0)),
            concept("bird", concept("dodo", legs=2, inactive=True)),
        ),
    ],
}
CODES = ("animal", "mammal", "dog", "terrier", "whale", "bird", "dodo")


def value_set(*includes, exclude=(), name="asked"):
    compose = {"include": list(includes), "exclude": list(exclude)}
    return {"resourceType": "ValueSet", "url": f"http://example.org/{name}", "status": "active", "compose": compose}


def where(name, operator, value):
    return {"system": ANIMALS, "filter": [{"property": name, "op": operator, "value": value}]}


def evaluation(root, *others):
    return Evaluation(Registry([Resources([SYSTEM, root, *others])]), root, VersionRules())


def codes_of(branches: list[Branch]) -> list[str]:
    return [code for branch in branches for code in (branch.member.code, *codes_of(branch.below))]


def listed(root, *others, **wish):
    return codes_of(expand(evaluation(root, *others), ExpansionWish(**wish)).branches)


def is_valid(root, code, *others):
    return validate_in_value_set(evaluation(root, *others), [Coding(code, ANIMALS)], Given.CODE, Asked()).result


RULES = [
    (where("concept", "=", "dog"), {"dog"}),
    (where("concept", "is-a", "mammal"), {"mammal", "dog", "terrier", "whale"}),
    (where("concept", "descendent-of", "mammal"), {"dog", "terrier", "whale"}),
    (where("concept", "is-not-a", "mammal"), {"animal", "bird", "dodo"}),
    (where("concept", "child-of", "mammal"), {"dog", "whale"}),
    (where("concept", "descendent-leaf", "mammal"), {"terrier", "whale"}),
    (where("concept", "generalizes", "terrier"), {"animal", "mammal", "dog", "terrier"}),
    (where("code", "regex", "d.*"), {"dog", "dodo"}),
    (where("legs", "=", "4"), {"dog", "terrier"}),
    (where("legs", "in", "0,2"), {"whale", "dodo"}),
    (where("legs", "not-in", "4"), {"animal", "mammal", "whale", "bird", "dodo"}),
    (where("legs", "exists", "true"), {"dog", "terrier", "whale", "dodo"}),
    (where("legs", "exists", "false"), {"animal", "mammal", "bird"}),
    (where("parent", "=", "mammal"), {"dog", "whale"}),
    ({"system": ANIMALS, "concept": [{"code": "dog"}, {"code": "unicorn"}]}, {"dog"}),
    ({"system": ANIMALS}, set(CODES)),
]


@pytest.mark.parametrize(("include", "expected"), RULES, ids=["-".join(sorted(expected)) or "none" for _, expected in RULES])
def test_a_rule_lists_its_codes_and_only_these_are_valid(include, expected):
    root = value_set(include)
    assert set(listed(root)) == expected
    assert {code for code in CODES if is_valid(root, code)} == expected


def test_several_filters_have_to_fit_all():
    both = {"system": ANIMALS, "filter": [*where("concept", "is-a", "mammal")["filter"], *where("legs", "=", "0")["filter"]]}
    trees = {**both, "filter": [*where("concept", "is-a", "mammal")["filter"], *where("concept", "generalizes", "dog")["filter"]]}
    assert listed(value_set(both)) == ["whale"]
    assert set(listed(value_set(trees))) == {"mammal", "dog"}


def test_what_is_excluded_is_left_out_and_what_is_included_twice_stands_once():
    root = value_set({"system": ANIMALS}, {"system": ANIMALS}, exclude=[where("concept", "is-a", "mammal")])
    assert listed(root) == ["animal", "bird", "dodo"]
    assert not is_valid(root, "dog")


def test_pages_are_parts_of_the_whole_in_its_order():
    root = value_set({"system": ANIMALS})
    whole = listed(root, nested=False)
    pages = [code for start in range(0, 9, 2) for code in listed(root, offset=start, count=2)]
    assert whole == list(CODES)
    assert pages == whole


def test_words_and_the_inactive():
    root = value_set({"system": ANIMALS})
    assert listed(root, text="DO") == ["dog", "dodo"]
    assert "dodo" not in listed(root, active_only=True)


@pytest.mark.parametrize("length", [1, 2, 7])
def test_value_sets_that_include_each_other_in_a_circle_are_refused(length):
    ring = [value_set({"valueSet": [f"http://example.org/v{(at + 1) % length}"]}, name=f"v{at}") for at in range(length)]
    with pytest.raises(TerminologyProblem) as refused:
        listed(*ring)
    assert refused.value.finding.message_id == "VALUESET_CIRCULAR_REFERENCE"
    assert refused.value.finding.code == "processing"


def test_value_sets_that_include_each_other_a_thousandfold_end():
    """Forty value sets, each of which includes the next one twice: 2^40 ways to the last."""
    chain = [value_set(*({"valueSet": [f"http://example.org/v{at + 1}"]},) * 2, name=f"v{at}") for at in range(40)]
    last = value_set(where("concept", "is-a", "dog"), name="v40")
    for ask in (lambda: listed(*chain, last), lambda: is_valid(chain[0], "whale", *chain[1:], last)):
        with pytest.raises(TerminologyProblem) as refused:
            ask()
        assert refused.value.finding.code == "too-costly"


def test_a_chain_of_value_sets_longer_than_anyone_writes_is_refused():
    chain = [value_set({"valueSet": [f"http://example.org/v{at + 1}"]}, name=f"v{at}") for at in range(5_000)]
    last = value_set({"system": ANIMALS}, name="v5000")
    with pytest.raises(TerminologyProblem):
        listed(*chain, last)


def chain_of(length, *, circle=False):
    concepts = [
        {
            "code": f"c{at}",
            "property": [{"code": "parent", "valueCode": f"c{at - 1 if at else length - 1}"}] if at or circle else [],
        }
        for at in range(length)
    ]
    return {**SYSTEM, "url": "http://example.org/chain", "concept": concepts}


@pytest.mark.parametrize("circle", [False, True])
def test_codes_below_each_other_twenty_thousand_deep_are_listed_without_nesting(circle):
    root = value_set({"system": "http://example.org/chain"})
    expansion = expand(evaluation(root, chain_of(20_000, circle=circle)), ExpansionWish())
    assert expansion.total == 20_000
    assert not any(branch.below for branch in expansion.branches)


def test_more_codes_than_are_listed_at_once_are_refused_and_come_in_pages():
    root = value_set({"system": ANIMALS})
    with pytest.raises(TerminologyProblem) as refused:
        listed(root, limit=6)
    assert refused.value.finding.code == "too-costly"
    assert listed(root, limit=6, count=6) == list(CODES[:6])


@pytest.mark.parametrize("expression", ["(d+)+$", "(d|d)*x", "(.*)*dog", "((d*)*)*!"])
def test_an_expression_that_would_take_others_ages_is_answered_at_once(expression):
    """Backtracking over fifty letters would not end."""
    long = {**SYSTEM, "url": "http://example.org/long", "concept": [{"code": "d" * 50}]}
    include = {"system": "http://example.org/long", "filter": [{"property": "code", "op": "regex", "value": expression}]}
    assert set(listed(value_set(include), long)) <= {"d" * 50}


@pytest.mark.parametrize("expression", ["(", "a{1,99999}", "(?=a)", r"(a)\1", "x" * 500])
def test_an_expression_that_cannot_be_evaluated_is_refused(expression):
    with pytest.raises(TerminologyProblem) as refused:
        listed(value_set(where("code", "regex", expression)))
    assert refused.value.finding.message_id == "REGEX_NOT_VALID"
