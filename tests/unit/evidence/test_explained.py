"""Why studies differ: a moderator over the pooled studies that have it."""

import pytest

from tests.small import DEATH, open_small, result, study
from thymos.evidence.explained import explained
from thymos.evidence.synthesis import synthesise
from thymos.views.moderators import moderator_views
from thymos.views.reading import Reading

CITES = [{"source": "paper", "level": "primary"}]
AGE = {"characteristic": "age", "text": "mean age", "reason": "Made up.", "cites": CITES}

# events among 200 and 200: risk ratios 0.9, 0.75, 0.6, 0.45, 0.3 at ages 30, 40, 50, 60, 70
TRIALS = (("a", 90, 30), ("b", 75, 40), ("c", 60, 50), ("d", 45, 60), ("e", 30, 70))


def with_age(name, events, age, **more):
    traits = [{"name": "age", "value": age, "unit": "years", "cites": CITES}]
    if age is None:
        return study(name, result(events, 200, 100, 200), **more)
    return study(name, result(events, 200, 100, 200), characteristics=traits, **more)


def small(folder, *studies, moderators=(AGE,)):
    outcome = {**DEATH, "moderators": list(moderators)}
    return open_small(folder, *studies, outcomes=[outcome])


def found(dossier):
    return explained(dossier, synthesise(dossier, "death"))


def test_a_moderator_that_explains_everything(tmp_path):
    (one,) = found(small(tmp_path / "s", *(with_age(*t) for t in TRIALS)))
    assert (one.k, one.unit, one.unknown) == (5, "years", ())
    assert one.slope < 0
    assert one.high < 0
    assert pytest.approx(100) == one.R2
    assert one.tau2 == 0 < one.tau2_before
    assert "only 5 studies, which is few" in one.section.remark


def test_studies_without_it_are_named_and_not_regressed(tmp_path):
    trials = [with_age(*t) for t in TRIALS]
    (one,) = found(small(tmp_path / "s", *trials, with_age("f", 40, None)))
    (alone,) = found(small(tmp_path / "t", *trials))
    assert one.unknown == ("F",)
    assert (one.k, one.slope) == (5, pytest.approx(alone.slope))


@pytest.mark.parametrize(
    ("trials", "moderators"),
    [
        (TRIALS[:2], (AGE,)),  # too few for a slope
        ([(n, e, 50) for n, e, _ in TRIALS], (AGE,)),  # the same everywhere
        ([(n, e, None) for n, e, _ in TRIALS], (AGE,)),  # not known of any
        (TRIALS, ()),  # none named
    ],
)
def test_nothing_is_said_where_nothing_can_be(tmp_path, trials, moderators):
    assert (
        found(small(tmp_path / "s", *(with_age(*t) for t in trials), moderators=moderators)) == ()
    )


def test_another_unit_is_not_mixed_in(tmp_path):
    other = with_age("f", 40, 600)
    other["characteristics"][0]["unit"] = "months"
    (one,) = found(small(tmp_path / "s", *(with_age(*t) for t in TRIALS), other))
    assert (one.k, one.unknown) == (5, ("F",))


@pytest.mark.parametrize(
    ("planned", "said"),
    [
        (None, "Whether it was named before results were seen is not on record."),
        (False, "It was looked for after results were seen."),
    ],
)
def test_the_page_says_what_the_analysis_cannot(tmp_path, planned, said):
    moderator = AGE if planned is None else {**AGE, "planned": planned}
    dossier = small(tmp_path / "s", *(with_age(*t) for t in TRIALS), moderators=(moderator,))
    (view,) = moderator_views(Reading(dossier, ()), synthesise(dossier, "death"))
    assert view.sentence.startswith(
        "Of the variance between the studies, mean age accounts for 100 %"
    )
    assert said in view.caution
    assert "studies, not people" in view.caution
    assert dict(view.numbers)["Studies"] == "5"


def test_the_order_of_the_studies_does_not_matter(tmp_path):
    ((one,), (two,)) = (
        found(small(tmp_path / name, *(with_age(*t) for t in order)))
        for name, order in (("s", TRIALS), ("t", TRIALS[::-1]))
    )
    assert one.slope == pytest.approx(two.slope, abs=1e-12)
