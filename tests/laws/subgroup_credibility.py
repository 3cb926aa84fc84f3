"""A subgroup never gains credibility by a worse answer, nor by a larger P for interaction."""

from hypothesis import given
from hypothesis import strategies as st

from thymos.evidence.subgroup_credibility import Credibility, credibility
from thymos.records.eligibility import Subgroup, Whom

ORDER = tuple(Credibility)
ANSWERS = st.sampled_from([True, None, False])
FIELDS = ("foreseen", "prior", "few", "cut_kept")
WORSE = {True: None, None: False, False: False}


def rank(answers, p, *, randomised=True):
    subgroup = Subgroup(
        factor="age",
        level="below 60",
        whom=Whom(age_to=59),
        **dict(zip(FIELDS, answers, strict=True)),
    )
    return ORDER.index(credibility(subgroup, p, randomised=randomised).credibility)


@given(st.tuples(ANSWERS, ANSWERS, ANSWERS, ANSWERS), st.floats(0, 1), st.integers(0, 3))
def test_a_worse_answer_never_raises_it(answers, p, which):
    worse = list(answers)
    worse[which] = WORSE[answers[which]]
    assert rank(worse, p) <= rank(answers, p)


@given(st.tuples(ANSWERS, ANSWERS, ANSWERS, ANSWERS), st.floats(0, 1), st.floats(0, 1))
def test_a_larger_p_never_raises_it(answers, p, q):
    assert rank(answers, max(p, q)) <= rank(answers, min(p, q))


@given(st.tuples(ANSWERS, ANSWERS, ANSWERS, ANSWERS), st.floats(0, 1))
def test_without_randomisation_it_is_low_at_most(answers, p):
    assert rank(answers, p, randomised=False) <= ORDER.index(Credibility.LOW)


def test_all_answers_in_favour_are_needed_for_high():
    assert ORDER[rank((True,) * 4, 0.001)] is Credibility.HIGH
    assert ORDER[rank((True, True, True, None), 0.001)] is Credibility.MODERATE
    assert ORDER[rank((True, True, False, False), 0.001)] is Credibility.LOW
    assert ORDER[rank((None,) * 4, 0.04)] is Credibility.VERY_LOW
    assert ORDER[rank((True,) * 4, 0.11)] is Credibility.NOT_SUGGESTED
