"""Apertures recombine exactly to the quantised fluence, whatever the fluence."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from codewell.kernel.errors import InputError
from codewell.radonc.lab.plan import Leaves
from codewell.radonc.lab.sequencing.apertures import Method, SegmentLimits, step_and_shoot
from codewell.radonc.lab.sequencing.areal import areal
from codewell.radonc.lab.sequencing.leaf_fluence import LeafFluence, on_leaves
from codewell.radonc.lab.sequencing.levels import quantise
from codewell.radonc.lab.sequencing.segments import interdigitates, recombine
from codewell.radonc.lab.sequencing.sweep import sweep

COUNTS = arrays(np.int32, st.tuples(st.integers(1, 8), st.integers(1, 10)), elements=st.integers(0, 9))


def least_levels(counts):
    """Least meterset of any decomposition: the largest sum of rises over the rows (Engel 2005)."""
    return int(np.maximum(np.diff(counts, axis=1, prepend=0), 0).sum(axis=1).max())


@settings(max_examples=60, deadline=None)
@given(COUNTS)
def test_segments_recombine_exactly_with_the_least_meterset(counts):
    for segments in (areal(counts), sweep(counts)):
        assert np.array_equal(recombine(segments, counts.shape), counts)
        assert sum(one.count for one in segments) == least_levels(counts)


@settings(max_examples=60, deadline=None)
@given(COUNTS)
def test_a_sweep_never_moves_back_and_keeps_leaves_apart_on_request(counts):
    segments = sweep(counts, interdigitation=False)
    assert np.array_equal(recombine(segments, counts.shape), counts)
    assert not any(interdigitates(one) for one in segments)
    for before, after in pairwise(segments):
        assert np.all(after.left >= before.left)
        assert np.all(after.right >= before.right)


def test_two_rows_that_would_interdigitate_wait_for_each_other():
    counts = np.array([[0, 0, 3], [3, 0, 0]], dtype=np.int32)
    assert any(interdigitates(one) for one in sweep(counts))
    assert sum(one.count for one in sweep(counts)) == 3
    assert sum(one.count for one in sweep(counts, interdigitation=False)) == 6  # one row after the other


def test_a_matrix_of_two_levels_takes_its_known_decomposition():
    """1 2 1 is an open field of one level and its middle once more: two segments, two levels."""
    segments = areal(np.array([[1, 2, 1]], dtype=np.int32))
    assert [(int(one.left[0]), int(one.right[0]), one.count) for one in sorted(segments, key=lambda one: one.left[0])] == [
        (0, 3, 1),
        (1, 2, 1),
    ]


@settings(max_examples=40, deadline=None)
@given(arrays(np.float64, (4, 6), elements=st.floats(0, 50)), st.integers(1, 20))
def test_levels_keep_the_total_and_stay_within_their_number(fluence, levels):
    quantised = quantise(fluence, levels)
    assert quantised.counts.min() >= 0
    assert quantised.counts.max() <= levels
    assert quantised.fluence.sum() == pytest.approx(fluence.sum(), rel=1e-3)


def test_equal_levels_are_found_again():
    counts = np.array([[0, 1, 2, 4], [4, 4, 0, 3]])
    quantised = quantise(counts * 2.5, 4)
    assert np.array_equal(quantised.counts, counts)
    assert quantised.step == pytest.approx(2.5)


@pytest.mark.parametrize(("fluence", "levels"), [([[1.0]], 0), ([[-1.0]], 3), ([[np.nan]], 3)])
def test_nonsense_is_refused(fluence, levels):
    with pytest.raises(InputError):
        quantise(np.array(fluence), levels)


def make_fluence(values):
    values = np.asarray(values, dtype=float)
    return LeafFluence(values, 5.0 * np.arange(values.shape[1] + 1) - 10, Leaves(tuple(5.0 * np.arange(len(values) + 1))))


@pytest.mark.parametrize("method", list(Method))
def test_apertures_in_millimetres_carry_the_meterset(method):
    fluence = make_fluence([[0, 2, 4, 2], [2, 2, 0, 0], [0, 0, 0, 0]])
    sequenced = step_and_shoot(fluence, 2, method)
    assert sum(one.mu for one in sequenced.apertures) == pytest.approx(4, rel=1e-3)  # row 0 rises by 4 in all
    total = np.zeros_like(fluence.values)
    middles = (fluence.edges[:-1] + fluence.edges[1:]) / 2
    for one in sequenced.apertures:
        total += one.mu * ((middles > one.left[:, None]) & (middles < one.right[:, None]))
    assert total == pytest.approx(fluence.values)


def test_small_segments_are_left_out_and_named():
    fluence = make_fluence([[1, 1, 1, 9], [1, 1, 1, 1]])
    limits = SegmentLimits(minimum_area=100)  # one bixel of 5 mm by 5 mm is 25 mm^2
    sequenced = step_and_shoot(fluence, 9, limits=limits)
    assert [one.mu for one in sequenced.apertures] == pytest.approx([1])
    assert [one.mu for one in sequenced.left_out] == pytest.approx([8])


def test_closed_pairs_keep_the_leaf_gap():
    sequenced = step_and_shoot(make_fluence([[0, 2, 2, 0], [0, 0, 0, 0]]), 1, limits=SegmentLimits(leaf_gap=0.5))
    (one,) = sequenced.apertures
    assert one.right - one.left == pytest.approx([10, 0.5])


def test_the_areal_method_refuses_to_forbid_interdigitation():
    with pytest.raises(InputError, match="sweep"):
        step_and_shoot(make_fluence([[1]]), 1, limits=SegmentLimits(interdigitation=False))


def test_rows_of_bixels_come_onto_leaves():
    """Two 5 mm rows under one 10 mm leaf are averaged; a row on its own 5 mm leaf stays as it is."""
    leaves = Leaves((-10.0, 0.0, 5.0))
    fluence = on_leaves(np.array([[2.0], [4.0], [7.0]]), np.array([-2.5, 2.5]), np.array([-10.0, -5.0, 0.0, 5.0]), leaves)
    assert fluence.values == pytest.approx(np.array([[3.0], [7.0]]))
    assert fluence.edges == pytest.approx([-2.5, 2.5])


def test_a_field_beyond_the_leaves_is_refused():
    with pytest.raises(InputError, match="beyond"):
        on_leaves(np.array([[1.0]]), np.array([-2.5, 2.5]), np.array([47.5, 52.5]), Leaves((-10.0, 10.0)))
