"""CPT descriptors: the layouts of the licensed files, on invented text only."""

from __future__ import annotations

import pytest

from codewell.kernel.errors import LicenceError, PublisherFileError
from codewell.releases.importing import ImportRequest, import_release
from codewell.sources.files import open_published
from codewell.sources.registry import source

NOTICE = "An invented notice stands here,\nover two lines.\n\n"
SHORT = NOTICE + "00001 INVENTED ONE\n00002 INVENTED TWO              \n0003T INVENTED THREE\n"
MEDIUM = "00001\tINVENTED MEDIUM ONE\n00002\tINVENTED MEDIUM TWO\n0003T\tINVENTED MEDIUM THREE\n"
LONG = "00001\tInvented long one\n00002\tInvented long two, with a tail\n0003T\tInvented long three\n"
LONG_FIXED = (
    NOTICE
    + "0000101 Invented long one\n"
    + "0000201 Invented long two,".ljust(80)
    + "\n0000202 with a tail\n0003T01 Invented long three\n"
)


@pytest.fixture
def package(tmp_path):
    """Write files of a package and open them."""

    def written(**texts: str):
        files = []
        for name, text in texts.items():
            path = tmp_path / f"{name}.txt"
            path.write_text(text, encoding="latin-1")
            files += open_published(path)
        return files

    return written


def rows(files):
    return [row for _, row in source("cpt").rows(files)]


EXPECTED = [
    ("00001", "INVENTED ONE", "INVENTED MEDIUM ONE", "Invented long one"),
    ("00002", "INVENTED TWO", "INVENTED MEDIUM TWO", "Invented long two, with a tail"),
    ("0003T", "INVENTED THREE", "INVENTED MEDIUM THREE", "Invented long three"),
]


def test_three_files_make_one_row_per_code(package):
    assert rows(package(SHORTU=SHORT, MEDU=MEDIUM, LONGULT=LONG)) == EXPECTED


def test_fixed_width_and_tab_delimited_say_the_same(package):
    tabbed = SHORT.replace("00001 ", "00001\t").replace("00002 ", "00002\t").replace("0003T ", "0003T\t")
    assert rows(package(SHORTU=tabbed, MEDU=MEDIUM.replace("\t", " "), LONGULF=LONG_FIXED)) == EXPECTED


def test_a_single_file_leaves_the_others_null(package):
    assert rows(package(LONGULT=LONG))[0] == ("00001", None, None, "Invented long one")


def test_mixed_case_and_tabs_are_preferred(package):
    files = package(LONGUT=LONG.upper(), LONGULF=LONG_FIXED.replace("one", "uno"), LONGULT=LONG)
    assert rows(files)[0][3] == "Invented long one"


def test_the_year_is_never_guessed(package):
    assert source("cpt").identify(package(SHORTU=SHORT)) is None


def test_the_licence_must_be_accepted(package, tmp_path):
    with pytest.raises(LicenceError, match="accept-ama-licence"):
        import_release(tmp_path / "home", ImportRequest(source("cpt"), package(SHORTU=SHORT), excerpt=True))


@pytest.mark.parametrize(
    ("name", "text", "line", "column"),
    [
        pytest.param("SHORTU", SHORT.replace("00002 ", "00002-"), 5, 1, id="another-form"),
        pytest.param("SHORTU", SHORT.replace("00002", "00001"), 5, 1, id="code-twice"),
        pytest.param("SHORTU", SHORT.replace("INVENTED TWO", "INVENTED WORDS OF MORE THAN 28 CHARACTERS"), 5, 7, id="too-long"),
        pytest.param("SHORTU", SHORT.replace("INVENTED TWO", " "), 5, 7, id="empty"),
        pytest.param("LONGULF", LONG_FIXED.replace("0000202", "0000203"), 6, 6, id="sequence-gap"),
        pytest.param("MEDU", "<html>\n" * 100, 1, None, id="no-records"),
    ],
)
def test_a_damaged_file_is_refused_without_showing_words(package, name, text, line, column):
    with pytest.raises(PublisherFileError) as refused:
        rows(package(**{name: text}))
    assert (refused.value.line, refused.value.column) == (line, column)
    assert "INVENTED" not in str(refused.value).upper()


def test_files_of_two_years_are_refused(package):
    with pytest.raises(PublisherFileError, match="no 0003T") as refused:
        rows(package(SHORTU=SHORT, MEDU=MEDIUM.replace("0003T", "0004T")))
    assert refused.value.file == "MEDU.txt"


def test_a_few_codes_are_no_whole_package(package):
    with pytest.raises(PublisherFileError, match="at least 9000"):
        source("cpt").check(package(SHORTU=SHORT), {"descriptors": 3}, excerpt=False)
