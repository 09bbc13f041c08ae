"""X12 files of our own making: what is read, where it stands, and what is said of what is wrong."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codewell.claims.issue import Issue
from codewell.claims.x12.reading import read_x12
from codewell.claims.x12.remittance import AnsweredClaim
from codewell.kernel.claims import Claim, DiagnosisRole, Setting, Sex

HEADER = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260602*1200*^*00501*000000001*0*T*:~"
GROUP = "GS*HC*SENDER*RECEIVER*20260602*1200*1*X*005010X222A1~"
BEFORE = [
    "HL*1**20*1",
    "PRV*BI*PXC*207Q00000X",
    "NM1*85*2*EXAMPLE CLINIC*****XX*1234567893",
    "HL*2*1*22*0",
    "SBR*P*18*******MB",
    "NM1*IL*1*CANARYNAME*ANN****MI*1AA1AA1AA11",
    "DMG*D8*19501231*F",
    "NM1*PR*2*MEDICARE*****PI*12345",
]
CLAIM = [
    "CLM*A1*300.5***11:B:1*Y*A*Y*Y",
    "HI*ABK:E1122*ABF:N183",
    "NM1*82*1*CANARYDOC*BO****XX*1679576722",
    "LX*1",
    "SV1*HC:99214:25*200.5*UN*1***1:2",
    "DTP*472*D8*20260115",
    "LX*2",
    "SV1*HC:J1100*100*UN*4*12**1",
    "DTP*472*RD8*20260115-20260116",
    "NM1*82*1*OTHER*CY****XX*1528060837",
]


def transaction(segments, guide="005010X222A1", count=None, set_id="837"):
    body = [f"ST*{set_id}*0001*{guide}", *segments]
    return "".join(f"{one}~" for one in [*body, f"SE*{count or len(body) + 1}*0001"])


def interchange(*transactions, group=GROUP):
    return f"{HEADER}{group}{''.join(transactions)}GE*{len(transactions)}*1~IEA*1*000000001~"


def read(text):
    found = list(read_x12(io.StringIO(text, newline="")))
    return [one for one in found if isinstance(one, Claim)], [one for one in found if isinstance(one, Issue)]


WHOLE = interchange(transaction([*BEFORE, *CLAIM]))


def test_a_professional_claim_is_read_whole():
    (claim,), issues = read(WHOLE)
    assert not issues
    assert (claim.id, claim.setting, claim.place_of_service) == ("A1", Setting.PROFESSIONAL, "11")
    assert [(one.code, one.role) for one in claim.diagnoses] == [
        ("E1122", DiagnosisRole.FIRST_LISTED),
        ("N183", DiagnosisRole.OTHER),
    ]
    assert (claim.patient.birth_date, claim.patient.sex) == (date(1950, 12, 31), Sex.FEMALE)
    assert claim.billing is not None
    assert (claim.billing.npi, claim.billing.taxonomy) == ("1234567893", "207Q00000X")
    first, second = claim.lines
    assert (first.procedure, first.modifiers, first.charge, first.diagnosis_pointers) == (
        "99214",
        ("25",),
        Decimal("200.5"),
        (1, 2),
    )
    assert (second.procedure, second.units, second.place_of_service) == ("J1100", Decimal(4), "12")
    assert (second.date_of_service, second.last_day) == (date(2026, 1, 15), date(2026, 1, 16))
    assert (claim.renderer_of(first), claim.renderer_of(second)) == ("1679576722", "1528060837")


@pytest.mark.parametrize(
    ("facility", "state"),
    [
        pytest.param([], "CA", id="billing-provider"),
        pytest.param(["NM1*77*2*EXAMPLE CENTER", "N4*RENO*NV*89501"], "NV", id="service-facility"),
        pytest.param(["NM1*DN*1*CANARYDOC*BO", "N4*AUSTIN*TX*73301"], "CA", id="no-other-provider"),
    ],
)
def test_the_state_is_of_the_services_and_never_of_the_patient(facility, state):
    """005010X222: N4 of loop 2010AA and of loop 2310C; the subscriber's N4 stands in loop 2010BA."""
    before = [*BEFORE[:3], "N4*FRESNO*CA*93701", *BEFORE[3:6], "N4*MIAMI*FL*33101", *BEFORE[6:]]
    (claim,), _ = read(interchange(transaction([*before, *CLAIM[:2], *facility, *CLAIM[2:]])))
    assert claim.state == state


def test_positions_point_into_the_file():
    (claim,), _ = read(WHOLE)
    for position, begins in (
        (claim.position, "CLM*A1"),
        (claim.lines[1].position, "SV1*HC:J1100"),
        (claim.diagnoses[1].position, "N183"),
        (claim.billing.position, "1234567893"),
        (claim.patient.position, "19501231"),
    ):
        assert WHOLE[position.character :].startswith(begins)
    assert (claim.diagnoses[1].position.segment_id, claim.diagnoses[1].position.element) == ("HI", 2)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: "\ufeff" + text, id="byte-order-mark"),
        pytest.param(lambda text: text.replace("~", "~\r\n"), id="crlf-after-terminator"),
        pytest.param(lambda text: "\n\n" + text.replace("~", "~\n") + "\n\n", id="blank-lines"),
        pytest.param(lambda text: text.replace("~", "\n"), id="newline-as-terminator"),
        pytest.param(lambda text: text.replace("~", "\r\n"), id="crlf-as-terminator"),
        pytest.param(lambda text: text.replace("*", "|").replace(":", ">").replace("~", "!"), id="other-separators"),
    ],
)
def test_any_separators_and_line_ends_give_the_same_claim(change):
    (plain,), _ = read(WHOLE)
    (claim,), issues = read(change(WHOLE))
    assert not issues
    assert claim.diagnoses[0].code == plain.diagnoses[0].code
    assert [(line.procedure, line.units, line.date_of_service) for line in claim.lines] == [
        (line.procedure, line.units, line.date_of_service) for line in plain.lines
    ]


def test_several_interchanges_and_transactions_are_all_read():
    claims, issues = read(WHOLE + WHOLE.replace("000000001", "000000002").replace("CLM*A1", "CLM*A2"))
    assert [claim.id for claim in claims] == ["A1", "A2"]
    assert not issues


def test_an_institutional_claim_takes_its_setting_from_the_type_of_bill():
    lines = ["CLM*B1*500***13:A:1*Y*A*Y*Y", "DTP*434*RD8*20260110-20260112", "CL1*3**01", "HI*ABK:I2510:::::::Y", "HI*APR:R079"]
    lines += ["LX*1", "SV2*0450*HC:99284:25*500*UN*1", "LX*2", "SV2*0250**50*UN*3"]
    group = GROUP.replace("X222A1", "X223A3")
    (claim,), issues = read(interchange(transaction([*BEFORE, *lines], "005010X223A3"), group=group))
    assert not issues
    assert (claim.setting, claim.bill_type, claim.discharge) == (Setting.OUTPATIENT, "0131", date(2026, 1, 12))
    assert (claim.diagnoses[0].present_on_admission, claim.diagnoses[1].role) == ("Y", DiagnosisRole.REASON_FOR_VISIT)
    assert [(line.revenue_code, line.procedure, line.date_of_service) for line in claim.lines] == [
        ("0450", "99284", date(2026, 1, 10)),
        ("0250", "", date(2026, 1, 10)),
    ]
    (stay,), _ = read(interchange(transaction([*BEFORE, *lines], "005010X223A3").replace("13:A:1", "11:A:1"), group=group))
    assert stay.setting is Setting.INPATIENT


def test_patients_of_one_subscriber_are_kept_apart():
    child = ["HL*3*2*23*0", "PAT*19", "NM1*QC*1*CANARYCHILD*DI", "DMG*D8*20150505*M", *CLAIM]
    claims, _ = read(interchange(transaction([*BEFORE, *child, "HL*4*2*22*0", *[one.replace("A1*", "A2*") for one in CLAIM]])))
    assert [claim.patient.birth_date for claim in claims] == [date(2015, 5, 5), None]


@pytest.mark.parametrize(
    ("text", "slug", "claims", "lost"),
    [
        pytest.param("", "x12.nothing-read", 0, True, id="empty"),
        pytest.param("GS*HC*1~ST*837*1~", "x12.no-interchange", 0, True, id="no-interchange-header"),
        pytest.param("ISA*00*short~", "x12.short-interchange-header", 0, True, id="short-header"),
        pytest.param(HEADER[:50], "x12.short-interchange-header", 0, True, id="truncated-header"),
        pytest.param(HEADER + GROUP + "x" * 200_000, "x12.endless-segment", 0, True, id="endless-segment"),
        pytest.param(interchange(transaction([], set_id="999")), "x12.not-a-claim", 0, True, id="another-transaction"),
        pytest.param(WHOLE.replace("X222A1", "X299"), "x12.unknown-guide", 0, True, id="unknown-guide"),
        pytest.param(interchange(transaction([*BEFORE, *CLAIM], count=7)), "x12.segment-count", 1, False, id="segment-count"),
        pytest.param(WHOLE.replace("IEA*1*000000001", "IEA*1*000000009"), "x12.control-number", 1, False, id="control-number"),
        pytest.param(WHOLE + WHOLE, "x12.duplicate-control-number", 2, False, id="duplicate-control-number"),
        pytest.param(WHOLE[: WHOLE.index("SE*")], "x12.truncated", 1, False, id="truncated-after-the-claim"),
        pytest.param(WHOLE[: WHOLE.index("IEA*")], "x12.truncated", 1, False, id="no-interchange-trailer"),
        pytest.param(WHOLE.replace("20260115~", "20261315~"), "x12.bad-day", 1, False, id="impossible-day"),
        pytest.param(WHOLE.replace("*UN*4*", "*UN*four*"), "x12.bad-number", 1, False, id="units-no-number"),
        pytest.param(WHOLE.replace("HC:J1100", "ZZ:J1100"), "x12.unknown-qualifier", 1, False, id="unknown-qualifier"),
        pytest.param(
            WHOLE.replace("HC:99214:25", "HC>99214>25"), "x12.component-separator", 1, False, id="other-component-separator"
        ),
        pytest.param(WHOLE.replace("ABK:", "BK:"), "x12.icd9-qualifier", 1, False, id="icd9-qualifier"),
        pytest.param(WHOLE.replace("LX*1~", "").replace("LX*2~", ""), "x12.service-without-line", 1, False, id="no-line-number"),
        pytest.param(WHOLE.replace("CLM*A1", "CLM*"), "x12.no-claim-number", 1, False, id="no-claim-number"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(text, slug, claims, lost):
    found, issues = read(text)
    assert slug in [issue.slug for issue in issues]
    issue = next(one for one in issues if one.slug == slug)
    assert issue.lost is lost
    assert issue.position.segment is not None
    assert issue.position.character is not None
    assert len(found) == claims
    assert all("CANARY" not in one.message for one in issues)


def test_a_line_without_day_costs_only_itself():
    (claim,), issues = read(WHOLE.replace("DTP*472*D8*20260115~", ""))
    assert [line.procedure for line in claim.lines] == ["J1100"]
    assert [(one.slug, one.claim) for one in issues if one.slug != "x12.segment-count"] == [("x12.no-date-of-service", "A1")]


def test_negative_units_are_read_as_billed():
    (claim,), _ = read(WHOLE.replace("*UN*4*", "*UN*-4*"))
    assert claim.lines[1].units == Decimal(-4)


def test_a_remittance_joins_denials_to_lines():
    body = ["BPR*I*100*C*ACH", "LX*1", "CLP*A1*1*300.5*100*50*MB*ICN", "NM1*QC*1*CANARYNAME*ANN", "SVC*HC:99214:25*200.5*100"]
    body += ["DTM*472*20260115", "CAS*CO*45*50.5**97*50", "LQ*HE*N620", "SVC*HC:J1100*100*0", "CAS*PR*1*100"]
    found = list(read_x12(io.StringIO(interchange(transaction(body, "005010X221A1", set_id="835")))))
    (claim,) = [one for one in found if isinstance(one, AnsweredClaim)]
    assert (claim.id, claim.status, claim.paid) == ("A1", "1", Decimal(100))
    first, second = claim.lines
    assert [(one.group, one.reason, one.amount) for one in first.adjustments] == [
        ("CO", "45", Decimal("50.5")),
        ("CO", "97", Decimal(50)),
    ]
    assert (first.date_of_service, first.remarks, second.procedure) == (date(2026, 1, 15), ("N620",), "J1100")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(WHOLE)), st.text(max_size=5))
def test_no_damage_raises_or_is_passed_over_in_silence(place, noise):
    """Cut, or with noise put in, a file still gives claims or issues."""
    for text in (WHOLE[:place], WHOLE[:place] + noise + WHOLE[place:]):
        claims, issues = read(text)
        assert claims or issues


def test_twenty_thousand_claims_need_little_memory():
    import tracemalloc

    class Endless(io.TextIOBase):
        """Hands out claim after claim without holding them."""

        def __init__(self):
            self.left = 20_000
            self.started = False

        def read(self, size=-1):
            if not self.started:
                self.started = True
                return HEADER + GROUP + "ST*837*0001*005010X222A1~" + "".join(f"{one}~" for one in BEFORE)
            if self.left == 0:
                return ""
            self.left -= 1
            return "".join(f"{one}~" for one in CLAIM)

    tracemalloc.start()
    claims = sum(isinstance(one, Claim) for one in read_x12(Endless()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert claims == 20_000
    assert peak < 5_000_000


SAMPLES = Path(__file__).parents[5] / "shared" / "samples" / "x12"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the open X12 samples are not beside the repository (../shared/samples/x12)")
def test_every_open_sample_is_read_or_refused_with_its_place():
    files = sorted(path for path in SAMPLES.rglob("*") if path.is_file())
    assert len(files) > 30
    for path in files:
        with path.open(encoding="utf-8", newline="") as stream:
            found = list(read_x12(stream))
        assert found, path.name
        assert all(one.position.segment for one in found if isinstance(one, Issue)), path.name
        if "837_005010" in path.name:
            assert any(isinstance(one, Claim) for one in found), path.name
