"""Shipped answers of a model are those of the shipped records; a number of theirs is on no page
of evidence. When this fails, `thymos simulate --record` makes them anew, in some minutes.
"""

import pytest

from thymos.dossier.kept import beside
from thymos.dossier.read import locate, read, shipped
from thymos.mechanism import THEORY
from thymos.mechanism.answers import from_text, key_of
from thymos.mechanism.everything import FULL, PRIORS
from thymos.views.reading import Reading
from thymos.views.simulation import simulations

ASKED = [name for name in shipped() if read(locate(name)).inquiries]


def test_the_flagship_is_among_them():
    assert ASKED == ["thymosin-alpha-1"]


@pytest.fixture(scope="module", params=ASKED)
def kept(request):
    dossier = read(locate(request.param))
    found = []
    for inquiry in dossier.inquiries.values():
        text = beside(dossier.root, dossier.models[inquiry.model].source).read_text("utf-8")
        found.append((dossier, inquiry, from_text(text, key_of(dossier, inquiry))))
    return found


def test_answers_are_of_these_records(kept):
    for dossier, inquiry, answers in kept:
        assert answers is not None, f"{dossier.head.id}: stale; thymos simulate --record"
        assert (answers.label, answers.small, answers.model) == (THEORY, False, inquiry.model)


def test_every_question_is_answered_under_both_priors(kept):
    for dossier, inquiry, answers in kept:
        model = dossier.models[inquiry.model]
        assert [each.prior for each in answers.two_way] == list(PRIORS)
        assert {each.draws for each in answers.two_way} == {FULL.draws}
        for each in answers.two_way:
            assert [one.variant for one in each.arms] == list(inquiry.arms)
            assert [one.variant for one in each.readings] == list(inquiry.readings)
            assert [one.variant for one in each.routes] == list(inquiry.routes)
        asked = [(trial.id, prior) for prior in PRIORS for trial in inquiry.trials]
        assert [(each.trial, each.prior) for each in answers.trials] == asked
        assert [each.prior for each in answers.markers] == list(PRIORS)
        courses = {(each.scenario, each.regimen) for each in answers.courses}
        assert courses == {(s.id, name) for s in model.scenarios for name in s.regimens}
        assert {each.failed for each in answers.courses} == {0}


def test_with_every_way_closed_the_two_way_answer_never_comes(kept):
    """No number of ours: nothing that is dosed reaches what should fall."""
    for _, inquiry, answers in kept:
        for each in answers.two_way:
            (closed,) = (one for one in each.routes if one.variant == inquiry.routes[-1])
            assert [margin.both.count for margin in closed.margins] == [0, 0, 0]
            assert [margin.worse.count for margin in closed.margins] == [0, 0, 0]


def test_pages_show_them_without_a_simulator(kept, monkeypatch):
    def never(*_):
        raise AssertionError("a simulator was asked for")

    monkeypatch.setattr("thymos.mechanism.store.compute", never)
    for dossier, inquiry, answers in kept:
        found = simulations(Reading(dossier, ()))
        assert found is not None
        assert found.main.answers == answers
        assert (found.main.stale, found.main.small, found.main.reason) == (False, False, "")
        named = [dossier.studies[trial.study].name for trial in inquiry.trials]
        (trials,) = (each for each in found.main.brief if each.more.href == "#trials")
        assert trials.told == (
            f"No. Neither {' nor '.join(named)} could tell the model from no effect."
        )
        for _, page in found.scenarios:
            assert page.changes is not None
            assert len(page.figures) >= len(page.changes.rows)
