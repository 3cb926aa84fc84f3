"""Who was run and how much of a regimen, in words that follow from the numbers."""

import pytest

from tests.unit.mechanism.toy import RECORD, REGIMENS
from thymos.mechanism.questions.bands import Band, CoursesAnswer
from thymos.mechanism.twoway import Share
from thymos.records.model import Regimen
from thymos.views.simulation_runs import courses_told, cut_told

BAND = Band("good", "treated", *((0.0,) for _ in range(5)))
(ILL,) = (each for each in RECORD.scenarios if each.id == "ill")


def given(count, every=24.0):
    doses = [{"count": count, "every_hours": every}]
    return Regimen.model_validate(
        {"id": "r", "title": "R", "reports": "p", "amount_mg": 1, "doses": doses}
    )


def answer(patients, reached, failed=0):
    share = Share(reached, patients, reached / patients, 0.0, 1.0)
    bands = (BAND,) if reached else ()
    return CoursesAnswer("ill", "r", (), "stated", patients, share, failed, (0.0,), bands, ())


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (answer(4, 2), ("50.0 % (0.0–100.0) of the draws come into the state.",)),
        (answer(1, 1), ("One patient, with the model’s own values; nothing was drawn.",)),
        (
            answer(1, 0),
            (
                "With its own values the model never comes into the state, so that nobody was "
                "treated.",
            ),
        ),
        (
            answer(1, 0, failed=1),
            (
                "One patient, with the model’s own values; nothing was drawn.",
                "1 draw could not be simulated, and is left out.",
            ),
        ),
    ],
)
def test_who_was_run(found, told):
    assert courses_told(found, RECORD, REGIMENS[0]) == told


def test_a_regimen_that_goes_on_behind_the_end_is_told_as_cut():
    count = int(ILL.horizon_hours // 24) + 5
    told = courses_told(answer(4, 2), RECORD, given(count))
    assert len(told) == 2
    assert told[1].endswith(f"of the {count} doses.")
    assert courses_told(answer(4, 0), RECORD, given(count))[1:] == ()  # nobody was treated


def test_a_dose_at_the_last_hour_is_not_run():
    assert cut_told(given(3), 48.0) == "Only the first 2 days are run: 2 of the 3 doses."
    assert cut_told(given(3), 48.1) is None
