"""Links between people of a hospital and accounts, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from codewell.accounts.roles import Role

ISSUER = "https://login.hospital.example"


def test_a_subject_means_nothing_at_another_issuer(accounts):
    ann = accounts.people.add("ann@example.org", role=Role.CODER, plan="free")
    with accounts.database.writing() as connection:
        assert accounts.identities.link_in(connection, ISSUER, "p-1", ann.id)
    assert accounts.identities.account_of(ISSUER, "p-1") == ann.id
    assert accounts.identities.account_of("https://login.evil.example", "p-1") is None
    assert accounts.identities.account_of(ISSUER, "P-1") is None
    assert accounts.identities.issuers_of(ann.id) == (ISSUER,)
    with accounts.database.writing() as connection:
        assert accounts.identities.unlink_in(connection, ann.id)
        assert not accounts.identities.unlink_in(connection, ann.id)
    assert accounts.identities.account_of(ISSUER, "p-1") is None


def test_of_two_accounts_that_link_one_person_at_once_one_gets_him(accounts):
    people = [accounts.people.add(f"{name}@example.org", role=Role.CODER, plan="free") for name in "abcdef"]

    def link(account) -> bool:
        with accounts.database.writing() as connection:
            return accounts.identities.link_in(connection, ISSUER, "p-1", account.id)

    with ThreadPoolExecutor(len(people)) as pool:
        assert list(pool.map(link, people)).count(True) == 1
