"""What a door says of how far an answer hangs on choices: the sentence, and the page's part."""

from functools import partial
from typing import Any

import numpy as np
import pytest

from tests.small import open_small, result, study
from thymos import kernel
from thymos.api.fragility import How, fragility_numbers
from thymos.errors import UsageError
from thymos.evidence.fragility import Asked, chosen_plan, chunk_of, fragility, sample_size
from thymos.evidence.multiverse import Calibration, Reading, assemble
from thymos.evidence.multiverse.declared import Facts
from thymos.evidence.synthesis import Options, pool_effects, synthesise
from thymos.kernel.fragile import sweep
from thymos.kernel.tipping import fewest_studies
from thymos.records.study import Tier
from thymos.views.fragility import FragilityView
from thymos.views.fragility_figures import FINE, curve, density, inclusion
from thymos.views.fragility_page import fragility_part, view_of
from thymos.views.fragility_words import (
    calibration_sentence,
    moves_most,
    percent_of,
    turned_signs,
    without_studies,
)


def some(thing: Any) -> Any:
    """What must be there."""
    assert thing is not None
    return thing


def of_effects(y, v, code="MD", better=None, **asked):
    y, v = np.array(y, float), np.array(v, float)
    everyone = np.ones(y.size, bool)
    labels = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: y.size])
    effects = kernel.Effects(y, v, everyone, ~everyone, kernel.measure(code))
    pooling = some(pool_effects(labels, effects, Options()))
    facts = [Facts(label) for label in labels]
    made = assemble(labels, code, Options(), (), [Reading(None, (y, v))], facts)
    return FragilityView("t", fragility(pooling, made, Asked(sets=0, **asked)), None, better)


@pytest.mark.parametrize(
    ("y", "v", "better", "sentence"),
    [
        (
            [-0.5, -0.6, 0.1],
            [0.02] * 3,
            "lower",
            "The pooled answer, no clear difference, would be another one if 1 of the 3 studies, "
            "chosen for it, were left out; 9 of 10 defensible analyses say the same, which is no "
            "probability.",
        ),
        (
            [-3.0, -3.1, -2.9, -3.0],
            [0.01] * 4,
            "lower",
            "The pooled answer, benefit, stays the same whichever studies are left out; 10 of 10 "
            "defensible analyses say the same, which is no probability.",
        ),
        (
            [3.0, 3.1, 2.9],
            [0.01] * 3,
            "lower",
            "The pooled answer, harm, stays the same whichever studies are left out; 10 of 10 "
            "defensible analyses say the same, which is no probability.",
        ),
        ([3.0], [0.01], "higher", "The answer, benefit, rests on one study."),
        ([3.0], [0.01], None, "The answer, above 0, rests on one study."),
    ],
)
def test_the_sentence(y, v, better, sentence):
    assert of_effects(y, v, better=better).sentence == sentence


def test_one_study_has_a_sentence_and_its_events(tmp_path):
    dossier = open_small(tmp_path, study("a", result(4, 60, 15, 61)))
    part = fragility_part(some(view_of(dossier, synthesise(dossier, "death"))))
    assert part.sentence == (
        "The answer, benefit, rests on one study, and would be another one if 3 people had fared "
        "otherwise."
    )
    (events,) = part.otherwise
    assert events.startswith("Changing 3 events would make it no clear difference: ")
    assert (part.curve, part.dimensions, part.calibration, part.moves_most) == (None, (), None, "")


def test_studies_left_out_one_by_one_are_told_as_an_upper_bound(monkeypatch):
    monkeypatch.setattr("thymos.evidence.fragility.fewest_studies", partial(fewest_studies, most=5))
    view = of_effects([-0.7, -0.6, -0.3, -0.2, -0.1], [0.03] * 5, better="lower")
    assert "if at most 2 of the 5 studies, chosen for it, were left out" in view.sentence
    lines = list(without_studies(view))
    assert lines == [
        "Whichever one study is left out, the answer stays the same.",
        "Left out one by one, 2 studies would make it no clear difference: B, C. Fewer may do.",
    ]
    found = some(view.as_json()["fewest_studies"])
    assert (found["count"], found["searched"], found["stepwise"]) == (None, 1, ["B", "C"])


def test_the_choice_that_moves_the_verdict_most_is_named():
    y, v = [-0.5, -0.6, -0.1, 0.3, -0.2], [0.02, 0.03, 0.1, 0.3, 0.02]
    view = of_effects(y, v, better="lower")
    told = moves_most(view)
    first = view.found.carried[0]
    assert told.startswith(f"The choice that moves the verdict most is {first.dimension.name}: ")
    assert "benefit in " in told
    shares = {one.choice.name: one.below for one in first.choices}
    assert f"“{max(shares, key=lambda name: some(shares[name]))}”" in told
    same = of_effects([-3.0, -3.1, -2.9, -3.0], [0.01] * 4, better="lower")
    assert moves_most(same) == "No choice moves the verdict."
    assert moves_most(of_effects([3.0], [0.01])) == ""
    assert view.as_json()["multiverse"]["moves_most"] == told


@pytest.mark.parametrize(
    ("k", "told"),
    [
        (1, ""),
        (4, "P = 0.12 (16 turns, all; 4 studies never give less than 0.12)"),
        (7, "P = 0.016 (128 turns, all)"),
    ],
)
def test_so_few_signs_cannot_say_more(k, told):
    assert turned_signs(of_effects([-3.0 - i / 10 for i in range(k)], [0.1] * k)) == told


@pytest.mark.parametrize(
    ("decided", "told"),
    [(0.0, "Here none does."), (0.5, "As many as here, 50 %, find one in 2 of 21 sets, the data")],
)
def test_the_shares_without_effect_in_words(decided, told):
    found = Calibration(20, 0.1, "analysis scale", decided, 0.1, 0.4, 2 / 21, 0.1)
    assert told in calibration_sentence(found)


def test_the_page_has_the_numbers_of_the_drawing():
    view = of_effects([0.2, 0.5, 0.9, -0.2, 0.4], [0.02, 0.05, 0.02, 0.1, 0.3])
    part = fragility_part(view)
    assert [row.name for row in part.studies] == [row.label for row in some(part.contrasts).rows]
    choices = some(view.as_json()["subsets"])["studies"]
    first = next(one for one in choices if one["label"] == part.studies[0].name)
    assert part.studies[0].with_it == f"{some(first['mean_with']):.2f}"
    assert part.studies[0].decided_without == percent_of(first["decided_without"])
    assert fragility_part(of_effects([3.0], [0.01])).studies == ()


def test_proportions_have_no_side_to_lose():
    view = of_effects([0.1, 0.3, 0.2], [0.01] * 3, code="PLO")
    found = view.as_json()
    assert found["main"]["verdict"] is None
    assert found["fewest_studies"] is None
    assert found["multiverse"]["agree"] is None
    assert "cannot be told" in view.sentence
    assert found["subsets"] is not None


def test_few_choices_are_drawn_one_by_one_and_many_in_cells_that_hold_them_all():
    rng = np.random.default_rng(2)
    few = some(density(of_effects(rng.normal(0, 0.3, 6), rng.uniform(0.01, 0.1, 6))))
    assert (len(few.points), few.counts) == (2**6 - 7, ())
    view = of_effects(rng.normal(0, 0.3, 13), rng.uniform(0.01, 0.1, 13), engine="numpy")
    many = some(density(view))
    assert many.points == ()
    assert sum(map(sum, many.counts)) + many.beyond == many.choices == 2**13 - 14
    assert many.beyond <= 0.001 * many.choices
    fine = some(density(view, FINE))
    assert (sum(map(sum, fine.counts)), fine.beyond) == (2**13 - 14, 0)
    assert list(many.estimates) == sorted(many.estimates)
    below = sum(
        n
        for row in many.counts
        for n, right in zip(row, many.estimates[1:], strict=True)
        if right < 0
    )
    assert below / many.choices == pytest.approx(many.below, abs=0.05)


def test_every_choice_is_a_cell_of_the_raster_where_points_are_asked_for():
    rng = np.random.default_rng(2)
    y, v = rng.normal(0, 0.3, 12), rng.uniform(0.01, 0.1, 12)
    view = of_effects(y, v, engine="numpy", points=True)
    cloud = some(some(density(view)).cloud)
    dark = np.frombuffer(cloud.raster.cells, np.uint8).reshape(-1, cloud.raster.columns)
    masks = np.array([[i >> j & 1 for j in range(12)] for i in range(2**12)], bool)
    found = kernel.pool(y, v, mask=masks[masks.sum(1) > 1], profile=False)
    assert (cloud.low, cloud.high) == pytest.approx((found.estimate.min(), found.estimate.max()))
    assert cloud.top == pytest.approx(found.I2.max())
    width, rows = cloud.high - cloud.low, len(dark)
    across = np.minimum((found.estimate - cloud.low) / width * dark.shape[1], dark.shape[1] - 1)
    up = np.minimum(found.I2 / cloud.top * rows, rows - 1)
    full = dark > 0
    assert full.sum() == np.unique(np.stack([rows - 1 - up.astype(int), across.astype(int)]),
                                   axis=1).shape[1]  # fmt: skip
    assert full[rows - 1 - up.astype(int), across.astype(int)].all()
    assert dark.max() == 255
    assert some(density(of_effects(y, v, engine="numpy"))).cloud is None


def test_every_choice_without_so_many_studies():
    rng = np.random.default_rng(5)
    y, v = rng.normal(0, 0.3, 7), rng.uniform(0.01, 0.1, 7)
    found = some(of_effects(y, v, leave_out=3).as_json()["subsets"])
    masks = kernel.subsets(7)
    fit = kernel.pool(y, v, mask=masks[masks.sum(1) == 4])
    assert (found["analyses"], found["possible"], found["left_out"]) == (35, 35, 3)
    assert found["mean"] == pytest.approx(fit.estimate.mean())
    assert found["lowest"]["estimate"] == pytest.approx(fit.estimate.min())


@pytest.mark.parametrize(
    ("k", "asked", "told"),
    [
        (45, {"subsets": "all"}, "35,184,372,088,832 choices of studies would take about 122 days"),
        (50, {"leave_out": 20}, "47,129,212,243,960 choices of studies would take"),
        (5, {"leave_out": 4}, "expected from 1 to 3 of 5 studies left out, found 4"),
        (2, {"leave_out": 1}, "of 2 studies none can be left out and two be pooled"),
        (5, {"leave_out": 2, "subsets": 9}, "either subsets are chosen, or so many studies"),
    ],
)
def test_more_than_anyone_waits_for_is_refused_at_once(k, asked, told):
    with pytest.raises(UsageError, match=told):
        chosen_plan(k, "REML", Asked(engine="compiled", **asked))


def test_long_runs_are_cut_into_pieces_that_are_told_of():
    y, v = np.linspace(-1, 1, 36), np.full(36, 0.1)
    whole = sweep(y, v, method="REML", engine="numpy")
    chunk = chunk_of(whole, Asked(engine="compiled"))
    assert 512 <= whole.count / chunk <= 1024
    small = sweep(y[:9], v[:9], method="REML", engine="numpy")
    assert chunk_of(small, Asked()) == small.chunk


def test_a_drawing_of_one_study_is_none():
    view = of_effects([3.0], [0.01])
    assert (density(view), curve(view), inclusion(view)) == (None, None, None)
    assert inclusion(of_effects([3.0, 2.0], [0.01, 0.02])) is None


def test_the_curve_is_in_order_and_holds_the_main_analysis():
    drawn = some(curve(of_effects([0.2, 0.5, 0.9, -0.2, 0.4], [0.02, 0.05, 0.02, 0.1, 0.3])))
    estimates = [row.estimate for row in drawn.rows]
    assert estimates == sorted(estimates)
    assert drawn.rows[drawn.main].codes == ((0,),) * len(drawn.dimensions)
    assert all(row.low <= row.estimate <= row.high for row in drawn.rows)


@pytest.mark.parametrize(
    ("k", "method", "asked", "drawn"),
    [
        (13, "REML", Asked(), None),
        (20, "CE", Asked(engine="numpy"), None),
        (25, "REML", Asked(engine="numpy", seconds=0.5), 55_555),
        (30, "CE", Asked(engine="compiled"), None),
        (40, "REML", Asked(engine="compiled"), 1_000_000),
        (63, "CE", Asked(), 1_000_000),
        (5, "REML", Asked(subsets=50), None),
        (40, "SJ", Asked(subsets="all"), None),
    ],
)
def test_all_choices_where_that_is_quick_and_a_sample_else(k, method, asked, drawn):
    assert sample_size(k, method, asked) == drawn


def test_a_page_has_a_part_from_two_trials_on(tmp_path):
    dossier = open_small(
        tmp_path,
        study("a", result(47, 181, 63, 180)),
        study("b", result(127, 542, 132, 547), blinding="open-label"),
    )
    view = some(view_of(dossier, synthesise(dossier, "death")))
    part = fragility_part(view)
    assert part.sentence == view.sentence
    # One choice of two studies is no cloud, and one study less is no choice.
    assert (part.gosh, part.contrasts) == (None, None)
    assert some(part.curve).analyses == 20
    assert some(part.calibration).startswith("In 100 simulated sets")
    assert {one.name for one in part.dimensions} == {"Measure", "Blinding", "Estimator", "Interval"}
    assert {row.reason for one in part.dimensions for row in one.rows} >= {
        "those who know the treatment may rate it better (Wood 2008)"
    }
    assert "fewer than 2 studies are left" in part.crossings
    assert "size: fewer than 4 studies" in part.no_choice
    assert view_of(dossier, synthesise(dossier, "death", tier=Tier.OBSERVATIONAL)) is None


def test_people_who_have_only_numbers_are_answered_too(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text("ai,n1i,ci,n2i\n5,50,9,50\n3,40,9,41\n8,90,15,88\n")
    view = fragility_numbers(file, Options(measure="RR"), How(sets=0))
    assert view.as_json()["title"] == "t.csv"
    assert "below 1" in view.sentence or "no clear difference" in view.sentence
