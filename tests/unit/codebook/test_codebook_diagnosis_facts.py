"""Present-on-admission exemption and HCC categories of a diagnosis code."""

from __future__ import annotations

from datetime import date

from codewell.kernel.codes import CodeSystem

CM = CodeSystem.ICD10CM
DAY = date(2026, 1, 1)


def poa_list(published):
    return published(
        "icd10cm-poa-exempt", "FY2026", "2025-10-01", "2026-09-30", {"exempt_codes": [{"code": "Z00"}, {"code": "Z01"}]}
    )


def test_poa_exempt_and_not_exempt(book_of, code_list, published):
    book = book_of(code_list("FY2026", "2025-10-01", "2026-09-30", "E11-", "E119", "Z00"), poa_list(published))
    values = {code: [fact.value for fact in book.entry(code, CM, on=DAY).facts] for code in ("E119", "Z00", "E11")}
    assert values == {"E119": ["not exempt"], "Z00": ["exempt"], "E11": []}


def test_poa_of_another_year_says_that_it_is_not_of_the_day(book_of, code_list, published):
    book = book_of(
        code_list("FY2025", "2024-10-01", "2025-09-30", "E119", "Z01", "B00"),
        code_list("FY2026", "2025-10-01", "2026-09-30", "E119"),
        poa_list(published),
    )
    before, within = (book.entry("E119", CM, on=day).facts[0] for day in (date(2025, 9, 30), date(2025, 10, 1)))
    assert (before.value, before.holds_on_day) == ("not exempt", False)
    assert (within.value, within.holds_on_day) == ("not exempt", True)
    assert [fact.value for fact in book.entry("Z01", CM, on=date(2025, 9, 30)).facts] == ["exempt"]


def test_a_list_that_could_not_hold_the_code_does_not_make_it_not_exempt(book_of, code_list, published):
    book = book_of(
        code_list("FY2025", "2024-10-01", "2025-09-30", "B00"),
        code_list("FY2026", "2025-10-01", "2026-09-30", "E119"),
        poa_list(published),
    )
    assert book.entry("B00", CM, on=date(2025, 9, 30)).facts == ()


def test_hcc_by_payment_year_with_the_current_models_first(book_of, code_list, published):
    def year(label: str, day: str, category: str):
        models = ("CMS-HCC ESRD Model V24", "CMS-HCC Model V24", "RxHCC Model V08", "CMS-HCC Model V28")
        return published(
            "hcc",
            label,
            f"{day}-01-01",
            f"{day}-12-31",
            {
                "mappings": [{"code": "E119", "model": model, "category": category} for model in models],
                "categories": [{"model": "CMS-HCC Model V28", "category": category, "label": f"label {category}"}],
            },
        )

    book = book_of(
        code_list("FY2026", "2025-10-01", "2026-09-30", "E119"), year("PY2026", "2026", "37"), year("PY2027", "2027", "38")
    )
    facts = [fact for fact in book.entry("E119", CM, on=DAY).facts if fact.id == "hcc.category"]
    assert [(fact.title, fact.value, fact.detail) for fact in facts] == [
        (model, f"HCC {category}", f"payment year {payment}")
        for payment, category in ((2026, 37), (2027, 38))
        for model in ("CMS-HCC Model V28", "CMS-HCC Model V24", "RxHCC Model V08", "CMS-HCC ESRD Model V24")
    ]
    assert [fact.meaning for fact in facts if fact.title == "CMS-HCC Model V28"] == ["label 37", "label 38"]
