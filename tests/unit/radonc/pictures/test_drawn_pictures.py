"""Pictures are files of their kind and size, say what they show, and carry the laboratory's warning."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from lxml import etree
from PIL import Image

from codewell.radonc.coding.lines import CodedEpisode, Component, Family, RtLine, RtSetting, Ruling
from codewell.radonc.facts import DeliveredBeam, Episode, NotShown, Point, SessionFacts
from codewell.radonc.geometry import BeamShapes, Polygon, StructureContours
from codewell.radonc.pictures.apertures import aperture_animation, aperture_strip, chosen, describe_apertures
from codewell.radonc.pictures.checkerboard import checkerboard
from codewell.radonc.pictures.comparing import Example, technique_comparison
from codewell.radonc.pictures.dose_on_ct import dose_on_ct
from codewell.radonc.pictures.drawing import NOT_CLINICAL, PNG, SVG, WEBP, Picture
from codewell.radonc.pictures.fraction_calendar import fraction_calendar
from codewell.radonc.pictures.histograms import Histogram, histogram_picture
from codewell.radonc.pictures.levels import Goal, LevelPoint, describe_levels, levels_study
from codewell.radonc.pictures.plan_overview import plan_overview
from codewell.radonc.pictures.planes import Plane, cut, sampled
from codewell.radonc.pictures.themes import DARK, LIGHT, Theme, Width
from codewell.radonc.volume import Grid, Volume

Maker = Callable[..., BeamShapes]
GRID = Grid((20, 30, 40), (3.0, 2.0, 2.0), (-30.0, -29.0, -39.0))
CT = Volume(GRID, np.zeros(GRID.shape, dtype=np.int16))
BOX = StructureContours(
    "PTV",
    "PTV",
    (214, 39, 40),
    tuple(Polygon(z, np.array([[-15, -10], [15, -10], [15, 10], [-15, 10]])) for z in (-6.0, -3.0, 0.0, 3.0)),
)
RULING = Ruling("rt.delivery", "published", "a source", "words")


def is_picture(picture: Picture, width: int, *, is_laboratory: bool) -> None:
    """Check that a PNG has twice its CSS pixels, a ground of its own, and an alternative text."""
    assert picture.media_type == PNG
    image = Image.open(io.BytesIO(picture.content))
    assert picture.width == width
    assert image.size == (2 * picture.width, 2 * picture.height)
    assert image.convert("RGB").getcolors(1) is None, "something is drawn"
    assert (NOT_CLINICAL in picture.alt) is is_laboratory


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("width", [Width.PHONE, Width.DESKTOP])
def test_aperture_strip(squares: Maker, theme: Theme, width: int) -> None:
    picture = aperture_strip(squares([30, 20, 10], halves=[30, 20, 10]), theme=theme, width=width, is_laboratory=True)
    assert picture.width <= width
    is_picture(picture, picture.width, is_laboratory=True)


def test_the_same_beam_gives_the_same_bytes(squares: Maker) -> None:
    assert aperture_strip(squares([3, 2])).content == aperture_strip(squares([3, 2])).content


def test_apertures_are_described_by_number_meterset_and_intensities(squares: Maker) -> None:
    assert "one aperture, 120 MU, one even intensity" in describe_apertures(squares([120]))
    assert "3 apertures, 60.0 MU, 3 distinct intensities" in describe_apertures(squares([30, 20, 10], halves=[30, 20, 10]))


def test_an_animation_has_a_frame_for_each_aperture(squares: Maker) -> None:
    picture = aperture_animation(squares([5, 4, 3], halves=[30, 20, 10]), is_laboratory=True, size=60)
    assert picture.media_type == WEBP
    assert Image.open(io.BytesIO(picture.content)).n_frames == 3
    assert NOT_CLINICAL in picture.alt


def test_frames_are_thinned_evenly_with_both_ends() -> None:
    assert chosen([1, 2, 3], 5) == [1, 2, 3]
    assert chosen(list(range(101)), 5) == [0, 25, 50, 75, 100]
    assert chosen(list(range(100)), 2, moving=True) == [25, 75]


@pytest.mark.parametrize("width", [Width.PHONE, Width.DESKTOP])
def test_histogram_picture(width: int) -> None:
    lines = [
        Histogram("PTV", True, np.sort(np.random.default_rng(0).normal(50, 1, 500))),
        Histogram("Core", False, np.linspace(0, 30, 200)),
    ]
    picture = histogram_picture(lines, prescription=50, goals=[("Core", 25, 0.1)], width=width)
    is_picture(picture, width, is_laboratory=False)
    assert "Core: mean 15.0 Gy, D10 27.0 Gy" in picture.alt


def test_a_histogram_as_svg_has_no_date_in_it() -> None:
    lines = [Histogram("PTV", True, np.linspace(48, 52, 20))]
    first, again = (histogram_picture(lines, media_type=SVG).content for _ in range(2))
    assert first == again
    assert etree.fromstring(first).tag.endswith("svg")


@pytest.mark.parametrize("width", [Width.PHONE, Width.DESKTOP])
def test_dose_on_ct(width: int) -> None:
    dose = Volume(GRID, np.full(GRID.shape, 25.0, dtype=np.float32))
    picture = dose_on_ct(CT, dose, [BOX], at=Point(0, 0, 0), prescription=50, width=width)
    is_picture(picture, width, is_laboratory=False)
    assert "PTV" in picture.alt
    assert "highest dose 25.0 Gy (50 %)" in picture.alt


def test_a_shift_is_told_in_the_patients_directions() -> None:
    matrix = np.eye(4)
    matrix[:3, 3] = (-4, -2, 6)
    picture = checkerboard(CT, CT, matrix, at=Point(0, 0, 0), width=360, is_laboratory=True)
    is_picture(picture, 360, is_laboratory=True)
    assert "4.0 mm to the right, 2.0 mm to the front, 6.0 mm to the head and turned by 0.0 degrees" in picture.alt


def test_planes_are_seen_with_the_head_and_the_front_on_top() -> None:
    values = np.zeros(GRID.shape, dtype=np.float32)
    z, y, x = np.meshgrid(*GRID.axes(), indexing="ij")
    values[:] = x + 1000 * z
    volume = Volume(GRID, values)
    coronal = sampled(volume, cut(GRID, Plane.CORONAL, Point(0, 0, 0), step=2.0), outside=0)
    assert coronal[5, 10] > coronal[-6, 10], "higher z on top"
    assert coronal[10, -5] > coronal[10, 5], "the patient's left at the right"
    transverse = sampled(Volume(GRID, y), cut(GRID, Plane.TRANSVERSE, Point(0, 0, 0), step=2.0), outside=0)
    assert transverse[5, 10] < transverse[-6, 10], "the front on top"


def test_a_plane_taken_through_a_matrix_shows_what_lies_there() -> None:
    _, _, x = np.meshgrid(*GRID.axes(), indexing="ij")
    matrix = np.eye(4)
    matrix[0, 3] = 6.0
    where = cut(GRID, Plane.TRANSVERSE, Point(0, 0, 0), step=2.0)
    moved = sampled(Volume(GRID, x), where, outside=0, taking=matrix)
    assert moved[10, 10] == pytest.approx(where.x[10, 10] + 6)


def test_techniques_are_compared(squares: Maker) -> None:
    rows = [Example("Static field", squares([100])), Example("IMRT", squares([30, 20, 10], halves=[30, 20, 10]))]
    picture = technique_comparison(rows, width=360, is_laboratory=True)
    is_picture(picture, 360, is_laboratory=True)
    assert picture.alt.index("Static field") < picture.alt.index("IMRT")


@pytest.mark.parametrize("width", [Width.PHONE, Width.DESKTOP])
def test_a_plan_is_shown_at_a_glance(squares: Maker, width: int) -> None:
    beams = [squares([100]), squares([30, 20, 10], halves=[30, 20, 10]), squares([])]
    picture = plan_overview(beams, width=width, is_laboratory=True)
    is_picture(picture, picture.width, is_laboratory=True)
    assert "3 beams with 4 apertures and 160 MU together; a beam has up to 3 distinct intensities" in picture.alt


def test_levels_tell_from_where_goals_are_met() -> None:
    points = [LevelPoint(3, 64, (55.9, 21.1)), LevelPoint(5, 102, (54.0, 21.2)), LevelPoint(7, 142, (53.3, 21.3))]
    goals = [Goal("PTV D10", 55, True), Goal("Core D10", 20, True)]
    words = describe_levels(points, goals)
    assert "goal 55 Gy met from 5 levels" in words
    assert "goal 20 Gy not met" in words
    is_picture(levels_study(points, goals, marked=5, width=360), 360, is_laboratory=True)


def episode(*days: date, interrupted: bool = False) -> Episode:
    """Return an episode with a session on each day."""
    silent = NotShown("motion", "gating")
    sessions = tuple(
        SessionFacts(
            key=f"{day}#1",
            day=day,
            start=None,
            stop=None,
            plans=("1.2",),
            fraction=place,
            beams=(DeliveredBeam(1, "PHOTON", 100.0, 100.0, "TREATMENT", ()),),
            isocentres=(),
            share=1.0,
            interrupted=interrupted,
            incomplete=False,
            motion=silent,
            records=(),
            proofs=(),
        )
        for place, day in enumerate(days, 1)
    )
    return Episode((), (), sessions, (), (), (), (), (), (), (), 1, 1, False)


def coded(*lines: tuple[str, date]) -> CodedEpisode:
    """Return a coded episode of delivery lines."""
    made = tuple(
        RtLine(code, "IMRT <delivery> & more", Family.DELIVERY, day, 1, ("26",), Component.TECHNICAL, RULING, ())
        for code, day in lines
    )
    return CodedEpisode(RtSetting.HOSPITAL, "medicare", made, (), (), (), (), ())


@pytest.mark.parametrize("width", [Width.PHONE, Width.DESKTOP])
def test_the_calendar_is_well_formed_and_holds_codes_and_fractions_as_text(width: int) -> None:
    days = date(2025, 12, 31), date(2026, 1, 2)
    picture = fraction_calendar(
        episode(*days, interrupted=True), coded(("77385", days[0]), ("77407", days[1])), width=width, is_laboratory=True
    )
    assert picture.media_type == SVG
    words = [element.text for element in etree.fromstring(picture.content).iter("{*}text")]
    assert {"77385-26", "77407-26", "31" if width == Width.PHONE else "31 Dec"} <= set(words)
    assert any(word.replace(" ", "") == "fx2!" for word in words)
    assert NOT_CLINICAL in words
    assert "from 2025-12-31 to 2026-01-02" in picture.alt


def test_weeks_without_services_are_counted() -> None:
    far = date(2026, 1, 5), date(2026, 2, 2)
    picture = fraction_calendar(episode(*far), coded())
    assert b"3 weeks without services" in picture.content


def test_an_empty_episode_still_gives_a_calendar() -> None:
    picture = fraction_calendar(episode(), coded())
    assert etree.fromstring(picture.content) is not None
    assert "0 treatment sessions" in picture.alt
