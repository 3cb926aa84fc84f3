"""How verdicts moved, and which record is named as the cause."""

from datetime import date

import pytest

from tests.small import SOURCES, open_small, pool, result, study
from thymos.dossier.asof import as_of
from thymos.errors import UnknownRecord
from thymos.verdict.changes import changes, everything
from thymos.verdict.history import Chronicle
from thymos.verdict.judge import judge

SMALL = tuple((10 + i, 100, 30 + i, 100) for i in range(6))


def trial(name, day, *cells, **more):
    return study(name, result(*cells), available=day, **more)


def steps(dossier, claim="lowers-death"):
    return Chronicle(dossier).history(claim).steps


def test_a_large_null_trial_is_named_as_the_cause(tmp_path):
    early = [trial(f"t{i}", str(1984 + i), *cells) for i, cells in enumerate(SMALL)]
    mega = trial("mega", "1995-03-18", 2216, 29011, 2103, 29039)
    found = steps(open_small(tmp_path, *early, mega))
    assert [(s.day, s.judged.verdict) for s in found if s.moved] == [
        (date(1984, 12, 31), "unsettled"),
        (date(1985, 12, 31), "probable"),
        (date(1995, 3, 18), "not supported"),
    ]
    (mover,) = found[-1].movers
    assert (mover.record, mover.kind) == ("result:mega/death", "new study")
    assert found[-1].before == "probable"
    assert found[-1].sources == ("paper",)


def test_of_two_trials_of_one_day_the_one_that_moved_it_is_named(tmp_path):
    early = [trial(f"t{i}", "1990", *cells) for i, cells in enumerate(SMALL)]
    mega = trial("mega", "1995", 2216, 29011, 2103, 29039)
    tiny = trial("tiny", "1995", 3, 30, 3, 30)
    last = steps(open_small(tmp_path, *early, mega, tiny))[-1]
    assert {event.record for event in last.because} == {"result:mega/death", "result:tiny/death"}
    assert [event.record for event in last.movers] == ["result:mega/death"]


def test_records_that_moved_it_only_together_are_all_named(tmp_path):
    cells = ((20, 100, 32, 100), (20, 100, 32, 100))
    both = [trial(f"t{i}", "1990", *one) for i, one in enumerate(cells)]
    first = trial("old", "1980", 10, 20, 10, 20)
    last = steps(open_small(tmp_path, first, *both))[-1]
    assert last.moved
    assert len(last.movers) == 2


def test_a_result_that_replaces_another_is_a_correction(tmp_path):
    wrong = result(47, 181, 63, 180) | {"id": "first", "superseded_by": "death"}
    right = result(40, 181, 80, 180, valid_from="2005-06-01")
    found = steps(open_small(tmp_path, study("a", wrong, right, available="2000")))
    assert [(s.day, s.moved) for s in found] == [
        (date(2000, 12, 31), True),
        (date(2005, 6, 1), True),
    ]
    assert found[1].movers[0].kind == "correction"


def test_a_step_without_a_move_has_no_movers(tmp_path):
    review = pool(k=11, patients=1927, estimate=0.95, interval={"low": 0.8, "high": 1.1})
    found = steps(open_small(tmp_path, trial("a", "2001", 47, 181, 63, 180), pools=[review]))
    assert [s.moved for s in found] == [True, False]
    assert found[1].movers == ()
    assert found[1].because[0].kind == "published review"


def test_history_ends_on_the_day_asked_for(tmp_path):
    dossier = open_small(
        tmp_path, trial("a", "2001", 9, 90, 9, 90), trial("b", "2011", 8, 90, 9, 90)
    )
    assert [s.day.year for s in steps(dossier)] == [2001, 2011]
    assert [s.day.year for s in steps(as_of(dossier, date(2005, 1, 1)))] == [2001]


def test_each_step_is_the_verdict_that_as_of_gives(tmp_path):
    early = [trial(f"t{i}", str(1984 + i), *cells) for i, cells in enumerate(SMALL)]
    dossier = open_small(tmp_path, *early)
    history = Chronicle(dossier).history("lowers-death")
    for year in range(1983, 1992):
        day = date(year, 12, 31)
        known = as_of(dossier, day)
        step = history.at(day)
        verdict = judge(known, known.claims["lowers-death"]).verdict
        assert verdict == (step.judged.verdict if step else "untested")


def test_an_unknown_claim(tmp_path):
    with pytest.raises(UnknownRecord):
        steps(open_small(tmp_path, trial("a", "2001", 9, 90, 9, 90)), "no-such")


def test_what_changed_between_two_days(tmp_path):
    early = [trial(f"t{i}", "1990", *cells) for i, cells in enumerate(SMALL)]
    mega = trial("mega", "1995", 2216, 29011, 2103, 29039)
    found = changes(open_small(tmp_path, *early, mega), date(1991, 1, 1), date(1996, 1, 1))
    assert [event.record for event in found.events] == ["study:mega"]
    (moved,) = [one for one in found.claims if one.claim.id == "lowers-death"]
    assert (moved.before.verdict, moved.after.verdict) == ("probable", "not supported")
    assert moved.steps[0].movers[0].record == "result:mega/death"


def test_nothing_changed_on_a_day(tmp_path):
    dossier = open_small(tmp_path, trial("a", "2001", 9, 90, 9, 90))
    found = changes(dossier, date(2003, 1, 1), date(2003, 1, 1))
    assert (found.events, found.claims) == ((), ())


def test_a_replaced_result_and_a_status_that_ended_are_among_the_changes(tmp_path):
    wrong = result(47, 181, 63, 180) | {"id": "first", "superseded_by": "death"}
    right = result(40, 181, 80, 180, valid_from="2005-06-01")
    status = {
        "id": "s",
        "jurisdiction": "US",
        "authority": "Agency",
        "kind": "approval",
        "what": "Approved.",
        "valid_from": "2004-01-01",
        "valid_to": "2006-03-31",
        "cites": [{"source": "agency", "level": "primary"}],
    }
    dossier = open_small(tmp_path, study("a", wrong, right, available="2000"), statuses=[status])
    found = changes(dossier, date(2001, 1, 1), date(2007, 1, 1))
    assert [(e.day, e.kind, e.record) for e in found.events] == [
        (date(2004, 1, 1), "approval", "status:s"),
        (date(2005, 6, 1), "correction", "result:a/death"),
        (date(2006, 4, 1), "end", "status:s"),
    ]


def test_every_event_of_a_history_is_among_the_changes(tmp_path):
    notice = {
        "kind": "retraction",
        "date": "2012-05-01",
        "what": "Withdrawn.",
        "read": True,
        "cites": [{"source": "paper", "level": "primary"}],
    }
    sources = [{**SOURCES[0], "notices": [notice]}, *SOURCES[1:]]
    dossier = open_small(tmp_path, trial("a", "2010", 9, 90, 9, 90), sources=sources)
    days = {event.day for step in steps(dossier) for event in step.because}
    assert days <= {event.day for event in everything(dossier)}
    assert date(2012, 5, 1) in {event.day for event in everything(dossier)}


def test_certainty_stands_beside_each_step_and_moves_none(tmp_path):
    early = [trial(f"t{i}", str(1984 + i), *cells) for i, cells in enumerate(SMALL)]
    dossier = open_small(tmp_path, *early)
    chronicle = Chronicle(dossier)
    plain = chronicle.history("lowers-death")
    graded = chronicle.graded(plain)
    assert [(s.day, s.judged.verdict) for s in graded.steps] == [
        (s.day, s.judged.verdict) for s in plain.steps
    ]
    assert {s.judged.certainty for s in plain.steps} == {None}
    for step in graded.steps:
        known = as_of(dossier, step.day)
        then = judge(known, known.claims["lowers-death"], beside=True)
        assert step.judged.certainty == then.certainty is not None
