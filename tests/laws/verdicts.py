"""What must hold of verdicts whatever the numbers are."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.small import CLAIM, open_small, result, study
from thymos.verdict.judge import judge
from thymos.verdict.rules import Says, Summary, no_difference, shows
from thymos.verdict.words import Clinical

ORDER = ("contradicted", "not supported", "untested", "unsettled", "probable", "supported")

table = st.tuples(
    st.integers(1, 39), st.integers(40, 400), st.integers(1, 39), st.integers(40, 400)
)
tables = st.lists(table, min_size=1, max_size=6)
says = st.sampled_from(["benefit", "harm", "nothing shown"])
summaries = st.builds(
    Summary,
    k=st.integers(0, 12),
    random=says,
    common=says,
    guarded=says,
    dominant=st.none() | says,
    review=st.none() | says,
    observational=st.booleans(),
    unpoolable=st.booleans(),
    unverified=st.booleans(),
    assessed=st.booleans(),
    worthwhile_excluded=st.none() | st.booleans(),
)
some = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def verdict(folder, *studies, **collections):
    for old in folder.glob("studies/*.yaml"):
        old.unlink()
    dossier = open_small(folder, *studies, **collections)
    return judge(dossier, dossier.claims["lowers-death"]).verdict


def trials(rows, **more):
    return [study(f"t{i}", result(*cells), **more) for i, cells in enumerate(rows)]


@given(summaries)
def test_the_rule_is_total(summary):
    for line in (shows(summary, "benefit"), shows(summary, "harm"), no_difference(summary)):
        assert line.verdict in Clinical
        assert line.reason


@given(summaries)
def test_benefit_and_harm_are_never_both_better_than_unsettled(summary):
    both = (shows(summary, "benefit").verdict, shows(summary, "harm").verdict)
    assert not all(v in (Clinical.SUPPORTED, Clinical.PROBABLE) for v in both)


@given(summaries, st.sampled_from(["assessed", "guarded", "dominant", "review"]))
def test_worse_evidence_never_raises_a_verdict(summary, what):
    worse: dict[str, Says | bool] = {
        "assessed": False,
        "guarded": "nothing shown",
        "dominant": "nothing shown",
        "review": "nothing shown",
    }
    fields = {name: getattr(summary, name) for name in Summary.__slots__}
    before = shows(summary, "benefit").verdict
    after = shows(Summary(**(fields | {what: worse[what]})), "benefit").verdict
    if summary.k:
        assert ORDER.index(after) <= ORDER.index(before)


@some
@given(rows=tables, data=st.data())
def test_the_order_of_studies_does_not_matter(tmp_path, rows, data):
    shuffled = data.draw(st.permutations(rows))
    assert verdict(tmp_path, *trials(rows)) == verdict(tmp_path, *trials(shuffled))


@some
@given(rows=tables)
def test_animals_dishes_and_anecdotes_change_nothing(tmp_path, rows):
    alone = verdict(tmp_path, *trials(rows))
    cites = [{"source": "page", "level": "page"}]
    anecdotes = [{"id": f"x{i}", "text": "It worked", "cites": cites} for i in range(9)]
    mouse = study("mouse", result(1, 100, 60, 100), design="animal")
    dish = study("dish", result(1, 100, 60, 100), design="in vitro")
    assert verdict(tmp_path, *trials(rows), mouse, dish, anecdotes=anecdotes) == alone


@some
@given(rows=tables)
def test_what_is_not_verified_changes_nothing(tmp_path, rows):
    alone = verdict(tmp_path, *trials(rows))
    doubtful = [
        study(level, result(1, 100, 60, 100, cites=[{"source": "paper", "level": level}]))
        for level in ("page", "secondary", "lead", "recalled")
    ]
    assert verdict(tmp_path, *trials(rows), *doubtful) == alone


@pytest.mark.parametrize("expects", ["benefit", "harm", "no difference"])
def test_every_expectation_has_a_verdict(tmp_path, expects):
    claims = [CLAIM | {"expects": expects}]
    assert verdict(tmp_path, *trials([(5, 50, 9, 50)]), claims=claims) in set(Clinical)
