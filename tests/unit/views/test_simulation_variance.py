"""Sentences about indices of variance: what decides, and what stands behind every index."""

from dataclasses import replace

from thymos.mechanism.questions.variance import SobolAnswer
from thymos.mechanism.sobol import Index, Variance
from thymos.views.simulation_variance import reach_told, sobol_told, still
from thymos.views.simulation_words import Names

NAMES = Names(scenarios={}, readouts={}, variants={}, parameters={"p1": "repair"}, like={})


def variance(answer, indices):
    found = tuple(Index(f"p{i}", *each) for i, each in enumerate(indices))
    return Variance(answer, found, sum(each.first for each in found))


def sobol(*indices):
    """The indices (first, half, total, half) of the two-way answer."""
    return SobolAnswer("stated", 1000, 0, 5, (), (variance("both", indices),))


def test_a_sum_of_indices_within_its_error_is_not_told_from_nothing():
    told = sobol_told(sobol((0.02, 0.3, 0.9, 0.1), (-0.05, 0.4, 0.2, 0.1)), NAMES)
    assert "p0 (total index 0.90 ± 0.10, by itself 0.02 ± 0.30)" in told
    assert told.endswith(
        "adds up to −0.03 ± 0.50 of the variance, which cannot be told from nothing."
    )


def test_a_sum_of_indices_beyond_its_error_leaves_a_rest():
    told = sobol_told(sobol((0.5, 0.03, 0.7, 0.1), (0.1, 0.04, 0.2, 0.1)), NAMES)
    assert told.endswith("0.60 ± 0.05 of the variance, the rest is what they do together.")


def test_where_no_index_beats_its_error_nothing_is_named():
    told = sobol_told(sobol((0.0, 0.5, 2.13, 2.54), (0.1, 0.3, 0.2, 0.4)), NAMES)
    assert told == (
        "In so few runs no total index exceeds its error (the largest is 2.13 ± 2.54), so that "
        "nothing can be told apart."
    )


def test_what_never_varies_hangs_on_nothing_that_can_be_told():
    never = sobol((0.0, 0.0, 0.0, 0.0))
    assert still(never.single[0])
    assert sobol_told(never, NAMES) == "The two-way answer does not vary in these draws."


def test_what_decides_who_is_asked_at_all_is_named_where_it_beats_its_error():
    found = replace(sobol((0.1, 0.1, 0.5, 0.1)), missing=430)
    reach = variance("reach", ((0.1, 0.1, 0.6, 0.1), (0.0, 0.1, 0.3, 0.05), (0.0, 0.1, 0.1, 0.2)))
    told = reach_told(replace(found, single=(*found.single, reach)), NAMES)
    assert told.startswith("1,000 patients were run; 570 of them come into both states.")
    assert told.endswith("stands behind every index here: most of all p0 (0.60 ± 0.10) and repair "
                         "(0.30 ± 0.05).")  # fmt: skip


def test_where_all_come_into_the_states_nothing_decides_it():
    found = sobol((0.1, 0.1, 0.5, 0.1))
    everybody = replace(found, single=(*found.single, variance("reach", ((0.0,) * 4,))))
    assert reach_told(everybody, NAMES).endswith("stands behind every index here.")
