"""Time on the site: what pages say of it is what the histories say."""

from dataclasses import replace
from datetime import date

import pytest

from tests.small import open_small, result, study
from thymos.dossier.asof import as_of
from thymos.dossier.said import Said
from thymos.verdict.judge import judge_all
from thymos.views.contents import pages
from thymos.views.reading import Reading
from thymos.views.through_time import changes_page, cumulative_page
from thymos.views.timeline import claim_time

SMALL = tuple((10 + i, 100, 30 + i, 100) for i in range(6))


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    """Six small positive trials of 1985 to 1990, entered backwards, and a large one of 1995."""
    early = [study(f"t{i}", result(*c), available=str(1990 - i)) for i, c in enumerate(SMALL)]
    mega = study("mega", result(2216, 29011, 2103, 29039), available="1995-03-18")
    return open_small(tmp_path_factory.mktemp("small"), mega, *early)


def reading_of(dossier):
    return Reading(dossier, judge_all(dossier))


def test_a_claim_through_time(dossier):
    time = claim_time(reading_of(dossier), "lowers-death")
    assert time.plot is not None
    assert time.plot.turns[-1].day == "1995-03-18"
    last = [turn for turn in time.turns if turn.moved][-1]
    assert (last.when, last.badge.word) == ("18 March 1995", "not supported")
    assert last.because == "New study: MEGA, 2216/29011 v 2103/29039"
    assert [(link.text, link.href) for link in last.links] == [
        ("MEGA", "studies/mega.html#result-death")
    ]
    assert time.said == ()


def test_what_was_said_is_told_apart(dossier):
    row = Said(date(2000, 1, 1), "0.0.9", date(1999, 1, 1), "ab", "lowers-death", "probable", "low")
    (said,) = claim_time(reading_of(replace(dossier, said=(row,))), "lowers-death").said
    assert said.now is not None
    assert (said.badge.word, said.now.word, said.differs) == ("probable", "not supported", True)
    assert (said.when, said.engine, said.known) == ("1 January 2000", "0.0.9", "1 January 1999")


def test_a_site_of_an_earlier_day_knows_nothing_later(dossier):
    reading = reading_of(as_of(dossier, date(1994, 1, 1)))
    assert claim_time(reading, "lowers-death").turns[-1].badge.word == "probable"
    assert changes_page(reading).years[0].year == "1990"


def test_changes_tell_events_and_moved_verdicts_latest_first(dossier):
    page = changes_page(reading_of(dossier))
    years = [year.year for year in page.years]
    assert years == sorted(years, reverse=True)
    (day,) = next(year for year in page.years if year.year == "1995").days
    assert [(e.kind, e.what, e.href) for e in day.events] == [
        ("new study", "MEGA", "studies/mega.html")
    ]
    ((link, before, after),) = day.moved
    assert before is not None
    assert (link.href, before.word, after.word) == (
        "claims/lowers-death.html",
        "probable",
        "not supported",
    )


def added(reading):
    page = cumulative_page(reading, reading.dossier.outcomes["death"])
    assert page is not None
    assert page.plot is not None
    return page


def test_trials_are_added_in_the_order_in_which_they_became_known(dossier):
    reading = reading_of(dossier)
    page = added(reading)
    assert [row.study.text for row in page.rows] == ["T5", "T4", "T3", "T2", "T1", "T0", "MEGA"]
    assert [row.k for row in page.rows] == [1, 2, 3, 4, 5, 6, 7]
    assert page.rows[0].people == "200"
    whole = reading.syntheses["death"][0].pooling.main.shown
    last = page.plot.steps[-1]
    assert (last.estimate, last.low, last.high) == pytest.approx(whole)


def test_each_step_is_what_was_pooled_of_the_trials_known_by_then(dossier):
    page = added(reading_of(dossier))
    then = reading_of(as_of(dossier, date(1990, 12, 31))).syntheses["death"][0].pooling.main
    assert page.plot.steps[5].estimate == pytest.approx(then.shown[0])


def test_one_trial_makes_no_page(tmp_path):
    one = open_small(tmp_path, study("a", result(9, 90, 9, 90), available="2000"))
    assert cumulative_page(reading_of(one), one.outcomes["death"]) is None
    assert not [page for page in pages(reading_of(one)) if page.template == "cumulative"]
