"""What each page says, from the excerpt of a dossier."""

import json
from dataclasses import fields, is_dataclass

import pytest

from thymos.views.claims import claim_page, tally
from thymos.views.contents import SECTIONS, pages
from thymos.views.front import bottom_line, front
from thymos.views.identity import identity_page
from thymos.views.mechanism import mechanism_page
from thymos.views.open_questions import gaps_page
from thymos.views.outcomes import outcome_page
from thymos.views.questions import questions_page
from thymos.views.regulation import regulation_page
from thymos.views.safety import safety_page
from thymos.views.sources import sources_page
from thymos.views.studies import study_page


def test_every_page_has_its_own_place_and_plain_values(reading):
    made = pages(reading)
    assert len({page.path for page in made}) == len(made)
    for page in made:
        again = json.loads(json.dumps(page.as_json()))
        assert again["path"] == page.path
        assert page.title
        assert page.description
    assert {entry.href for s in SECTIONS for entry in s.entries} <= {page.path for page in made}


def test_views_are_frozen(reading):
    for page in pages(reading):
        assert is_dataclass(page.body)
        name = fields(page.body)[0].name
        with pytest.raises(AttributeError):
            setattr(page.body, name, None)


def test_the_front_page_counts_the_claimed_benefits(reading):
    view = front(reading)
    assert view.bottom_line == (
        "Of 3 claimed benefits examined, none is supported and none is probable; "
        "all 3 have not been shown."
    )
    assert [(t.badge.word, t.count) for t in view.tallies if t.count] == [
        ("unsettled", 2),
        ("untested", 1),
    ]
    assert [line.claim for line in view.effects] == [
        "sepsis-death",
        "covid-death",
        "healthy-booster",
    ]
    assert view.effects[0].brief == (
        "Dying within 28 days: 268 of 1,000 people without it, 234 with it (181 to 303); "
        "2 trials, 1,450 people."
    )
    assert view.effects[0].verified == "Figures read in the abstract or in the source."
    assert view.effects[1].verified == "Figures reconstructed by arithmetic."
    assert view.effects[2].verified is None
    assert [line.badge.word for line in view.facts] == ["false"]
    assert [place.name for place in view.approved] == ["Italy"]
    assert [link.text for link in view.untested] == ["It prevents infections in healthy people."]
    assert view.basis == "3 studies, 3 published pooled results, 14 sources and 6 claims"


def test_nothing_claimed_means_nothing_counted(reading):
    bare = type(reading)(reading.dossier, ())
    assert bottom_line(bare) == "No claim of a benefit is on record here."
    assert tally(()) == ()


def test_a_claim_page_ends_in_sources(reading):
    view = claim_page(reading, reading.by_claim["sepsis-death"])
    assert view.line.badge.word == "unsettled"
    assert view.trials is not None
    assert view.trials.k == 2
    assert [step.text for step in view.steps][:2] == [
        "Randomised trials: 2 studies",
        "Left out, each for a reason",
    ]
    first = view.steps[0].steps[0]
    assert first.link is not None
    assert first.link.href == "studies/etass.html#result-death-28d"
    assert [cite.label for cite in first.cites] == ["Wu et al. 2013"]
    assert [said.source.text for said in view.wordings] == ["Research desk page (n.d.)"]
    assert view.gaps[0].missing == "Deaths in each arm could not be found."


def test_an_outcome_says_when_no_worthwhile_difference_is_known(reading):
    view = outcome_page(reading, reading.dossier.outcomes["sepsis-death-28d"])
    assert view.worthwhile is None
    assert [line.claim for line in view.claims] == ["sepsis-death"]
    assert view.trials.coverage.startswith("2 of 11 known trials, 75 % of patients")


def test_a_study_tells_the_fate_of_each_result(reading):
    view = study_page(reading, reading.dossier.studies["tests"])
    fates = {row.anchor: (row.pooled, row.superseded, row.fate) for row in view.results}
    assert fates["result-death-28d"] == (True, False, "")
    assert fates["result-death-28d-hr-original"] == (
        False,
        True,
        "replaced by a later figure of the same result, HR 0.97 (0.76–1.24)",
    )
    ((kind, _, read, _),) = view.notices
    assert (kind, read) == ("Correction, 30 May 2025", False)
    medians = study_page(reading, reading.dossier.studies["etass"]).results[1]
    assert medians.numbers == ("Treated: median 7, IQR 3 to 13", "Control: median 6, IQR 2 to 14")


def test_a_designation_is_not_an_approval(reading):
    places = {place.code: place for place in regulation_page(reading).places}
    assert [code for code, place in places.items() if place.approved] == ["IT"]
    assert [code for code, place in places.items() if place.reported] == ["PE"]
    assert places["PE"].summary == "Reported as approved; not verified."
    assert not places["PE"].events[0].firm
    assert places["EU"].summary == "No approval recorded; a designation is not an approval."
    assert places["EU"].events[0].not_approval
    assert places["US"].summary == "Not approved (looked up 24 February 2021)."
    assert [event.state for event in places["US"].events] == ["absent", "happened"]
    assert places["IT"].events[0].conflict == "A public page says hepatitis B instead."


def test_the_identity_card_computes_masses_by_the_weights_it_names(reading):
    view = identity_page(reading)
    assert view.subject.residues == "28 amino acids"
    assert view.subject.computed_formula == "C129H215N33O55"
    assert [(m.weights, m.value) for m in view.subject.computed] == [
        ("Monoisotopic, from isotope masses", "3106.5041 Da"),
        ("Average, IUPAC abridged weights of 2021", "3108.315 Da"),
        ("Average, conventional weights of 1999", "3108.276 Da"),
    ]
    assert {card.name: card.residues for card in view.look_alikes} == {
        "Thymulin": "9 amino acids",
        "Thymalin": None,
    }


def test_mechanism_shows_who_disagrees_and_who_paid(reading):
    (conflict,) = mechanism_page(reading).conflicts
    (edge,) = conflict.edges
    assert edge.disputed
    assert [(o.bears, o.funding) for o in edge.observations] == [
        ("supports", None),
        ("contradicts", "SciClone"),
    ]
    assert ("Concentration", "100 ng/mL") in edge.context


def test_safety_keeps_numerators_with_denominators(reading):
    view = safety_page(reading)
    assert {row.event: row.counted for row in view.events} == {
        "Discomfort at the injection site": "below 1 %",
        "Any adverse event": "5 of 12 (41.7 %)",
        "Severe allergic reaction": "no count given",
    }
    assert view.with_denominator == 1
    assert [row.strength for row in view.cautions] == ["contraindicated", "theoretical"]
    assert [row.event for row in view.urgent] == ["Severe allergic reaction"]


def test_a_source_lists_what_cites_it_and_what_was_corrected(reading):
    rows = {row.anchor: row for g in sources_page(reading).groups for row in g.rows}
    wu = rows["sources-wu-2025"]
    assert (wu.notices[0].kind, wu.notices[0].read) == ("Correction", False)
    assert "TESTS" in [link.text for link in wu.citing]
    assert len(rows) == len(reading.dossier.sources)


def test_gaps_name_what_waits_for_them(reading):
    (gap,) = gaps_page(reading).gaps
    assert [link.href for link in gap.blocks] == [
        "outcomes/sepsis-death-28d.html",
        "claims/sepsis-death.html",
    ]


def test_answers_are_counted_not_written(reading):
    answers = {q.anchor: " ".join(q.answer) for q in questions_page(reading).questions}
    assert (
        "from sources that suffice, in 1 place: Italy (read in the source)." in answers["approved"]
    )
    assert answers["about-sepsis"] == "1 claim examined; none is supported or probable."
    assert answers["harm"].startswith("3 adverse events on record, 1 with a number of people")
