"""Passwords: how they are hashed, which are refused, and that none is cut or changed."""

from __future__ import annotations

import threading

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type

from codewell.accounts.password_rules import check_password
from codewell.accounts.passwords import HashingCost, Passwords
from codewell.kernel.errors import InputError

CHEAP = HashingCost(memory_kib=64, passes=1)


def test_the_hash_is_argon2id_at_least_as_dear_as_owasp_asks():
    made = extract_parameters(Passwords().hash("seven grey herons"))
    assert made.type is Type.ID
    assert (made.memory_cost, made.time_cost, made.parallelism) == (19 * 1024, 2, 1)
    assert (made.hash_len, made.salt_len) == (32, 16)


def test_each_hash_has_its_own_salt_and_only_the_same_password_matches():
    passwords = Passwords(CHEAP)
    one, two = passwords.hash("seven grey herons"), passwords.hash("seven grey herons")
    assert one != two
    assert passwords.matches(one, "seven grey herons")
    for other in ("Seven grey herons", "seven grey heron", "seven grey herons ", ""):
        assert not passwords.matches(one, other)


def test_nothing_stored_never_matches_whatever_is_typed():
    passwords = Passwords(CHEAP)
    assert not passwords.matches(None, "of nobody")
    assert not passwords.matches("no hash at all", "x")


def test_a_long_password_counts_to_its_last_character():
    passwords = Passwords(CHEAP)
    stored = passwords.hash("x" * 127 + "a")
    assert passwords.matches(stored, "x" * 127 + "a")
    assert not passwords.matches(stored, "x" * 127 + "b")


def test_a_character_is_the_same_however_a_keyboard_composes_it():
    passwords = Passwords(CHEAP)
    assert passwords.matches(passwords.hash("sieben Bücher"), "sieben Bu\u0308cher")


def test_a_hash_of_another_cost_is_outdated():
    cheap, usual = Passwords(CHEAP), Passwords()
    assert usual.is_outdated(cheap.hash("seven grey herons"))
    assert not usual.is_outdated(usual.hash("seven grey herons"))


def test_no_more_are_hashed_at_once_than_the_memory_allows():
    passwords = Passwords(HashingCost(memory_kib=8 * 1024, passes=1, at_once=1))
    stored = passwords.hash("seven grey herons")
    answers: list[bool] = []
    threads = [threading.Thread(target=lambda: answers.append(passwords.matches(stored, "seven grey herons"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 8


@pytest.mark.parametrize(
    "password",
    [
        "seven grey herons",
        "x7!kQ2#p",
        "éè漢字ÄÖÜ🙂🙂",
        "a sentence of more than sixty-four characters is easy to keep and hard to guess, is it not?",
        "correct codewell battery staple",
        "z1y2x3w4" * 16,
    ],
)
def test_any_mixture_of_characters_will_do(password):
    check_password(password, email="ann.whitaker@wynford.example")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("x7!kQ2#", "shorter than 8"),
        ("z1y2x3w4" * 16 + "x", "longer than 128"),
        ("password1", "commonest"),
        ("PASSWORD1", "commonest"),
        ("iloveyou", "commonest"),
        ("12345678", "commonest"),
        ("sunshine!!", "commonest"),
        ("aaaaaaaaaaaa", "commonest"),
        ("Codewell1", "address or a word of this place"),
        ("whitaker99", "address or a word of this place"),
        ("wynford2026", "address or a word of this place"),
        ("hospital42", "address or a word of this place"),
    ],
)
def test_what_is_guessed_first_is_refused_and_not_repeated(password, why):
    with pytest.raises(InputError, match=why) as refused:
        check_password(password, email="ann.whitaker@wynford.example")
    assert password not in str(refused.value)
    assert refused.value.next_step
