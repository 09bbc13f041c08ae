"""The accounts of an installation, opened whole."""

from __future__ import annotations

from dataclasses import dataclass

from codewell.accounts.answer_feedback import AnswerFeedback
from codewell.accounts.api_keys import ApiKeys
from codewell.accounts.audit import AuditTrail
from codewell.accounts.audit_read import AuditReader
from codewell.accounts.audit_verification import AuditVerifier
from codewell.accounts.ceremonies import Ceremonies
from codewell.accounts.connections import ConnectionLimits
from codewell.accounts.conversations import Conversations
from codewell.accounts.database import AccountsDatabase
from codewell.accounts.directory import Directory
from codewell.accounts.hospital.identities import Identities
from codewell.accounts.kept_codes import Favourites, Recents
from codewell.accounts.keyring import Keyring
from codewell.accounts.one_time import OneTimeTokens
from codewell.accounts.passkeys import Passkeys
from codewell.accounts.passwords import Passwords
from codewell.accounts.people import People
from codewell.accounts.quotas import Quotas
from codewell.accounts.seats import Seats
from codewell.accounts.second_factor import SecondFactors
from codewell.accounts.sessions import SessionRules, Sessions
from codewell.accounts.tally import Tally
from codewell.accounts.teams import Teams
from codewell.accounts.throttle import Throttle
from codewell.accounts.usage_read import UsageReader
from codewell.accounts.worklists import Worklists
from codewell.kernel.clock import Clock


@dataclass(frozen=True, slots=True)
class Accounts:
    """Everything that is kept about people, over one database.

    Args:
        database: where it is kept.
        clock: tells the present instant.
        keyring: keys of the installation.
        people: accounts.
        sessions: who is signed in.
        audit: what was done.
        audit_verifier: whether the trail is as it was written.
        one_time: tokens of links and of second steps.
        passwords: hashes and checks them.
        throttle: slows down guessing.
        second_factors: authenticator apps and recovery codes.
        passkeys: passkeys.
        ceremonies: challenges and sign-ins under way.
        identities: who is who at the hospital.
        favourites: codes with a star.
        recents: codes opened last.
        worklists: code sets.
        teams: who works together.
        quotas: how much of a plan was used.
        directory: people, for administrators.
        usage: what everybody used.
        trail: the audit trail, to be read.
        tally: what accounts read each day.
        seats: who may see a licence's text.
        api_keys: keys of the API.
        conversations: conversations that people keep.
        answer_feedback: whether answers helped.
    """

    database: AccountsDatabase
    clock: Clock
    keyring: Keyring
    people: People
    sessions: Sessions
    audit: AuditTrail
    audit_verifier: AuditVerifier
    one_time: OneTimeTokens
    passwords: Passwords
    throttle: Throttle
    second_factors: SecondFactors
    passkeys: Passkeys
    ceremonies: Ceremonies
    identities: Identities
    favourites: Favourites
    recents: Recents
    worklists: Worklists
    teams: Teams
    quotas: Quotas
    directory: Directory
    usage: UsageReader
    trail: AuditReader
    tally: Tally
    seats: Seats
    api_keys: ApiKeys
    conversations: Conversations
    answer_feedback: AnswerFeedback


def open_accounts(
    url: str, clock: Clock, keyring: Keyring, rules: SessionRules | None = None, limits: ConnectionLimits | None = None
) -> Accounts:
    """Open the accounts database, bring its tables up to date, and return what works on it.

    Args:
        url: of the database.
        clock: tells the present instant.
        keyring: keys of the installation.
        rules: how long sessions hold; None for 30 minutes idle, 12 hours whole.
        limits: how much of a PostgreSQL server it takes; None for the usual ones.

    Raises:
        ConfigurationError: the address is of no kind that is known.
        OutOfReachError: the database cannot be reached for the moment.
        StorageError: the database cannot be opened or is of a newer program.
    """
    database = AccountsDatabase(url, limits)
    database.bring_up_to_date()
    audit = AuditTrail(database, clock, keyring)
    ceremonies, second_factors = Ceremonies(database, clock), SecondFactors(database, clock, keyring)
    return Accounts(
        database=database,
        clock=clock,
        keyring=keyring,
        people=People(database, clock),
        sessions=Sessions(database, clock, rules or SessionRules()),
        audit=audit,
        audit_verifier=AuditVerifier(database, audit, keyring),
        one_time=OneTimeTokens(database, clock),
        passwords=Passwords(),
        throttle=Throttle(database, clock, keyring),
        second_factors=second_factors,
        passkeys=Passkeys(database, clock, ceremonies, second_factors.recovery_codes),
        ceremonies=ceremonies,
        identities=Identities(database, clock),
        favourites=Favourites(database, clock),
        recents=Recents(database, clock),
        worklists=Worklists(database, clock, audit),
        teams=Teams(database, clock, audit),
        quotas=Quotas(database, clock, keyring),
        directory=Directory(database, clock, audit),
        usage=UsageReader(database),
        trail=AuditReader(database),
        tally=Tally(database, clock),
        seats=Seats(database, clock, audit),
        api_keys=ApiKeys(database, clock, audit),
        conversations=Conversations(database, clock, keyring),
        answer_feedback=AnswerFeedback(database, clock, keyring),
    )
