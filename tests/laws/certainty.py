"""What must hold of certainty whatever the numbers are."""

from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from tests.small import CLAIM, open_small, result, study
from thymos.evidence.certainty import LEVELS, Body, StudyLine, grade
from thymos.verdict.judge import judge

ORDER = ("high", "unknown", "good")
share = st.floats(0.0, 100.0)
lines = st.builds(
    StudyLine,
    y=st.floats(-2, 2),
    v=st.floats(0.001, 1),
    weight=st.floats(0.1, 100),
    quality=st.sampled_from(ORDER),
    direct=st.none() | st.booleans(),
    tied=st.none() | st.booleans(),
)
bodies = st.builds(
    Body,
    randomised=st.booleans(),
    log_scale=st.booleans(),
    turn=st.sampled_from([1, -1]),
    k=st.integers(1, 30),
    estimate=st.floats(-2, 2),
    low=st.floats(-3, 0.5),
    high=st.floats(0.5, 3),
    studies=st.lists(lines, max_size=6).map(tuple),
    people=st.none() | st.integers(1, 10**6),
    events=st.none() | st.integers(0, 10**5),
    control_risk=st.none() | st.sampled_from([0.0, 1.0]) | st.floats(1e-6, 1.0),
    I2=st.none() | share,
    Q_p=st.none() | st.floats(0, 1),
    prediction=st.none() | st.tuples(st.floats(-4, 0.5), st.floats(0.5, 4)),
    asymmetry_p=st.none() | st.floats(0, 1),
    surrogate=st.booleans(),
    objective=st.booleans(),
    known_share=st.none() | share,
)


@given(bodies)
def test_it_is_total_and_every_reason_is_told(body):
    found = grade(body)
    assert found.level in LEVELS
    assert all(reason.suggested.reason for reason in found.reasons)
    assert len(found.reasons) == (5 if body.randomised else 8)


# Half of the weight at high risk and half unknown, where the outcome cannot be misjudged.
HALVES = Body(
    randomised=True, log_scale=False, turn=1, k=2, estimate=0.0, low=0.0, high=1.0, events=300,
    studies=(
        StudyLine(y=0.0, v=1.0, weight=1, quality="high"),
        StudyLine(y=0.0, v=1.0, weight=9, quality="high"),
        StudyLine(y=0.0, v=1.0, weight=10, quality="unknown"),
    ),
    objective=True,
)  # fmt: skip


@example(HALVES, 0, "unknown")
@given(bodies, st.integers(0, 5), st.sampled_from(ORDER))
def test_a_better_trial_with_the_same_numbers_never_lowers_certainty(body, which, quality):
    if not body.studies:
        return
    place = which % len(body.studies)
    one = body.studies[place]
    better = max(one.quality, quality, key=ORDER.index)
    changed = (*body.studies[:place], replace(one, quality=better), *body.studies[place + 1 :])
    after = grade(replace(body, studies=changed)).level
    assert LEVELS.index(after) >= LEVELS.index(grade(body).level)


@given(bodies)
def test_exchanged_arms_give_the_same_certainty(body):
    """Effects turn over, and so does which way is better."""
    turned = replace(
        body,
        turn=-body.turn,
        estimate=-body.estimate,
        low=-body.high,
        high=-body.low,
        prediction=body.prediction and (-body.prediction[1], -body.prediction[0]),
        studies=tuple(replace(one, y=-one.y) for one in body.studies),
    )
    assert grade(turned).level == grade(body).level


@given(bodies, st.floats(0.01, 100), st.none() | st.floats(0.01, 1))
def test_the_unit_of_a_difference_does_not_matter(body, unit, smallest):
    """Kilograms or pounds: a mean difference grades alike."""
    here = replace(body, log_scale=False, control_risk=None, smallest=smallest)
    there = replace(
        here,
        estimate=here.estimate * unit,
        low=here.low * unit,
        high=here.high * unit,
        smallest=smallest and smallest * unit,
        prediction=here.prediction and (here.prediction[0] * unit, here.prediction[1] * unit),
        studies=tuple(replace(one, y=one.y * unit, v=one.v * unit**2) for one in here.studies),
    )
    assert grade(there).level == grade(here).level


def test_animals_and_anecdotes_change_nothing(tmp_path):
    trials = [study(f"t{i}", result(10 + i, 100, 30 + i, 100)) for i in range(3)]
    mouse = study("mouse", result(1, 100, 60, 100), design="animal")
    cites = [{"source": "page", "level": "page"}]
    anecdotes = [{"id": "x", "text": "It worked", "cites": cites}]

    def level(folder, *studies, **more):
        dossier = open_small(folder, *studies, claims=[CLAIM], **more)
        return judge(dossier, dossier.claims["lowers-death"], beside=True).certainty

    alone = level(tmp_path / "a", *trials)
    assert alone is not None
    assert level(tmp_path / "b", *trials, mouse, anecdotes=anecdotes) == alone
