"""Articles and determinations read from a made-up export in the documented form."""

from __future__ import annotations

import csv

import pytest

from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import open_published
from codewell.sources.registry import source

ARTICLES = source("coverage-articles")
LCDS = source("coverage-lcds")


def rows_of(room, path, table):
    columns = {each.name: [column for column, _ in each.columns] for each in room.tables}
    return [dict(zip(columns[name], row, strict=True)) for name, row in room.rows(open_published(path)) if name == table]


def test_an_article_has_its_days_and_no_prose(made_export, article_files):
    first, second = rows_of(ARTICLES, made_export(article_files), "articles")
    assert (first["article_id"], first["title"]) == (90001, 'Billing and Coding: "Invented" Treatment')
    assert (first["first_day"], first["last_day"], first["updated"]) == ("2025-01-01", None, "2026-06-30")
    assert (second["first_day"], second["last_day"]) == ("2020-01-01", "2024-12-31")
    assert not any("second line" in str(value) for value in first.values())


def test_diagnoses_covered_and_not_by_group_each_once(made_export, article_files):
    rows = rows_of(ARTICLES, made_export(article_files), "diagnoses")
    assert [(row["article_id"], row["code"], row["code_group"], row["covered"]) for row in rows] == [
        (90001, "C61", 1, 1),
        (90001, "C7951", 2, 1),
        (90002, "C50911", 1, 1),
        (90001, "Z0000", 1, 0),
    ]


def test_procedures_come_without_their_words(made_export, article_files):
    rows = rows_of(ARTICLES, made_export(article_files), "procedures")
    assert [(row["article_id"], row["code"], row["code_group"]) for row in rows] == [
        (90001, "77407", 1),
        (90001, "G6015", 1),
        (90002, "77385", 1),
    ]
    assert "not kept" not in str(rows)


def test_contractors_and_states(made_export, article_files):
    path = made_export(article_files)
    assert rows_of(ARTICLES, path, "contractors")[0]["name"] == "Example Contractor, Inc."
    assert [(row["state_id"], row["last_day"]) for row in rows_of(ARTICLES, path, "jurisdictions")] == [
        (6, None),
        (32, "2024-12-31"),
    ]


def test_determinations_and_the_articles_that_go_with_them(made_export, lcd_files):
    path = made_export(lcd_files, "current_lcd")
    (lcd,) = rows_of(LCDS, path, "lcds")
    assert (lcd["lcd_id"], lcd["first_day"], lcd["last_day"]) == (91001, "2025-01-01", None)
    assert [row["article_id"] for row in rows_of(LCDS, path, "lcd_articles")] == [90001, None]


def test_release_is_the_day_of_the_newest_change(made_export, article_files, lcd_files):
    found = ARTICLES.identify(open_published(made_export(article_files)))
    assert (found.release, str(found.validity.first_day), found.validity.last_day) == ("2026-06-30", "2026-06-30", None)
    assert LCDS.identify(open_published(made_export(lcd_files, "current_lcd"))).release == "2026-06-29"


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "expected"),
    [
        pytest.param("article.csv", '"title"', '"name"', 1, "a column title", id="column"),
        pytest.param("article.csv", "12/31/2024", "31/12/2024", 5, "a day", id="day"),
        pytest.param("article_x_icd10_covered.csv", '"C61"', '"ABC"', 2, "an ICD-10-CM code", id="diagnosis"),
        pytest.param("article_x_hcpc_code.csv", '"77407"', '"7740"', 2, "a CPT or HCPCS code", id="procedure"),
        pytest.param("article_x_icd10_covered.csv", '"90001","3","C61"', '"","3","C61"', 2, "a whole number", id="no-article"),
        pytest.param("article_x_contractor.csv", ',"2026-06-30"\n', "\n", 2, "7 cells", id="cut-row"),
        pytest.param("article.csv", "&amp; \"\"quoted\"\"</p>\"", "&amp; \"\"quoted\"\"</p>", 4, "well-formed", id="open-quote"),
    ],
)  # fmt: skip
def test_a_file_not_as_documented_is_refused(made_export, article_files, file, old, new, line, expected):
    assert old in article_files[file]
    article_files[file] = article_files[file].replace(old, new)
    with pytest.raises(PublisherFileError) as refused:
        list(ARTICLES.rows(open_published(made_export(article_files))))
    assert (refused.value.file, refused.value.line) == (file, line)
    assert expected in refused.value.expected


def test_a_missing_file_is_named(made_export, article_files):
    del article_files["article_x_hcpc_code.csv"]
    with pytest.raises(PublisherFileError) as refused:
        list(ARTICLES.rows(open_published(made_export(article_files))))
    assert "article_x_hcpc_code.csv of current_article.zip" in refused.value.expected


def test_a_damaged_inner_archive_is_refused(made_export, article_files):
    path = made_export(article_files)
    whole = path.read_bytes()
    place = whole.index(b"PK\x03\x04", whole.index(b"current_article_csv.zip"))
    path.write_bytes(whole[: place + 40] + bytes(200) + whole[place + 240 :])
    with pytest.raises(PublisherFileError):
        list(ARTICLES.rows(open_published(path)))


def test_an_export_with_few_articles_is_no_whole_one(made_export, article_files):
    files = open_published(made_export(article_files))
    counts = {table.name: 10 for table in ARTICLES.tables}
    ARTICLES.check(files, counts, excerpt=True)
    with pytest.raises(PublisherFileError) as refused:
        ARTICLES.check(files, counts, excerpt=False)
    assert (refused.value.file, refused.value.expected) == ("current_article.zip", "at least 1500 rows of articles")
    with pytest.raises(PublisherFileError) as refused:
        ARTICLES.check(files, {**counts, "articles": 2_000, "procedures": 0}, excerpt=False)
    assert "rows of procedures" in refused.value.expected


def test_reading_long_cells_leaves_the_process_its_own_limit(made_export, article_files):
    before = csv.field_size_limit()
    files = open_published(made_export(article_files))
    assert list(source("coverage-articles").rows(list(files)))
    assert csv.field_size_limit() == before
