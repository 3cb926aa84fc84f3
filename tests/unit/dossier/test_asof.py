"""The dossier as it was knowable: dates, their precision, and what replaces what."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thymos.dossier.asof import as_of
from thymos.dossier.references import mentions, plan_of
from thymos.records.schema import KINDS

TIMES = {
    "base.yaml": """\
compounds:
  - {id: testin, name: Testin, kind: small molecule, role: subject, described: Made up.,
     cites: [{source: day, level: primary}]}
outcomes:
  - {id: death, name: Death, plain: dying, condition: sepsis, timepoint: 28 days, better: lower,
     importance: patient-important}
sources:
  - id: day
    kind: article
    issued: 2020-03-15
    notices:
      - {kind: correction, date: 2024-05, source: notice, what: A count., read: true,
         cites: [{source: notice, level: primary}]}
  - {id: notice, kind: correction, issued: 2024-05-20}
  - {id: month, kind: article, issued: 2021-02}
  - {id: year, kind: review, issued: 2023}
  - {id: undated, kind: page}
""",
    "theme.yaml": """\
facts:
  - {id: old, about: half-life, text: Two hours., theme: pharmacokinetics, superseded_by: new,
     cites: [{source: month, level: abstract}]}
  - {id: new, about: half-life, text: Three hours., theme: pharmacokinetics,
     cites: [{source: year, level: abstract}]}
  - {id: heard, about: colour, text: White., theme: identity,
     cites: [{source: undated, level: page}]}
statuses:
  - {id: approved, jurisdiction: XX, authority: Agency, kind: approval, what: Approved.,
     valid_from: 2019, known_from: 2022-01-10, cites: [{source: undated, level: page}]}
pools:
  - {id: review, source: year, outcome: death, scope: all, main: true, isolates: true,
     measure: RR, estimate: 0.8, trials: [{name: ONE, study: one}, {name: TWO, study: two}],
     cites: [{source: year, level: abstract}]}
edges:
  - id: binds
    subject: {name: testin}
    relation: binds
    object: {name: receptor}
    sign: "+"
    conflict_set: which
    evidence:
      - {kind: in vitro, bears: supports, says: Yes., cites: [{source: month, level: abstract}]}
      - {kind: review, bears: contradicts, says: No., cites: [{source: year, level: abstract}]}
conflicts:
  - {id: which, question: Which?, reading: Open., cites: [{source: year, level: abstract}]}
claims:
  - id: binds
    text: Testin binds the receptor.
    kind: mechanism
    grounds:
      - {bears: supports, says: It binds., records: ["edge:binds"]}
      - {bears: contradicts, says: It does not., cites: [{source: year, level: abstract}]}
      - {bears: qualifies, says: Later., from_date: 2025-07-01, records: ["pool:review"]}
cautions:
  - {id: children, population: children, text: Not studied., strength: no data, basis: page,
     cites: [{source: undated, level: page}]}
searches:
  - {id: looked, what: registers, where: a register, on: 2025-11-20, found: nothing}
gaps:
  - {id: mechanism, about: the receptor, missing: a structure}
""",
    "studies/one.yaml": """\
id: one
name: ONE
design: randomised trial
blinding: double-blind
control: placebo
population: {text: Adults, condition: sepsis}
arms: [{id: drug, role: treated, text: testin}, {id: placebo, role: control, text: saline}]
isolates: true
reports: [{source: day, role: primary}, {source: notice, role: correction}]
risk_of_bias: {tool: none, overall: not assessable, reason: Abstract only.}
results:
  - {id: death, outcome: death, timepoint: 28 days, analysis_set: as analysed,
     superseded_by: corrected,
     counts: [{arm: drug, events: 1, n: 9}, {arm: placebo, events: 2, n: 9}],
     cites: [{source: day, level: abstract}]}
  - {id: corrected, outcome: death, timepoint: 28 days, analysis_set: as analysed,
     counts: [{arm: drug, events: 2, n: 9}, {arm: placebo, events: 2, n: 9}],
     cites: [{source: notice, level: abstract}], valid_from: 2024-05-20}
""",
    "studies/two.yaml": """\
id: two
name: TWO
design: cohort
blinding: open-label
control: usual care
population: {text: Adults, condition: sepsis}
arms: []
isolates: true
reports: [{source: undated, role: primary}]
risk_of_bias: {tool: none, overall: not assessable, reason: Abstract only.}
overlaps: [{study: one, kind: shared patients, certainty: suspected, reason: Same ward.}]
""",
}


@pytest.fixture
def whole(dossier):
    return dossier(TIMES)


def test_a_date_counts_from_its_last_day(whole):
    known = [sorted(as_of(whole, date(2020, 3, day)).studies) for day in (14, 15)]
    assert known == [[], ["one"]]
    assert "old" not in as_of(whole, date(2021, 2, 27)).facts
    assert "old" in as_of(whole, date(2021, 2, 28)).facts
    assert "review" not in as_of(whole, date(2023, 12, 30)).pools
    assert "review" in as_of(whole, date(2023, 12, 31)).pools


def test_an_undated_thing_counts_from_the_day_of_compiling(whole):
    before, on = (as_of(whole, date(2026, 5, day)) for day in (30, 31))
    assert ("two" in before.studies, "two" in on.studies) == (False, True)
    assert ("children" in before.cautions, "children" in on.cautions) == (False, True)


def test_a_replaced_result_stands_until_its_successor_is_known(whole):
    before, after = as_of(whole, date(2024, 5, 19)), as_of(whole, date(2024, 5, 20))
    assert [r.id for _, r in before.results_of("death")] == ["death"]
    assert before.superseded == ()
    assert [r.id for _, r in after.results_of("death")] == ["death", "corrected"]
    assert [r.id for _, r in after.superseded] == ["death"]
    assert before.result("one/death")[1].superseded_by is None


def test_a_replaced_fact_stands_until_its_successor_is_known(whole):
    before, after = as_of(whole, date(2023, 6, 1)), as_of(whole, date(2024, 1, 1))
    assert not before.is_superseded_fact(before.facts["old"])
    assert after.is_superseded_fact(after.facts["old"])


def test_a_notice_changes_the_source_from_its_date_on(whole):
    assert as_of(whole, date(2024, 5, 30)).sources["day"].notices == ()
    assert len(as_of(whole, date(2024, 5, 31)).sources["day"].notices) == 1


def test_a_status_is_known_from_the_day_it_could_be_known(whole):
    assert "approved" not in as_of(whole, date(2022, 1, 9)).statuses
    assert "approved" in as_of(whole, date(2022, 1, 10)).statuses


def test_evidence_and_grounds_come_one_by_one(whole):
    days = (date(2021, 1, 1), date(2021, 3, 1), date(2024, 1, 1), date(2025, 7, 1))
    grounds = [len(as_of(whole, day).claims["binds"].grounds) for day in days]
    assert grounds == [0, 1, 2, 3]
    assert "binds" not in as_of(whole, days[0]).edges
    assert [len(as_of(whole, day).edges["binds"].evidence) for day in days[1:]] == [1, 2, 2]


def test_a_ground_shows_only_the_sources_of_its_time(dossier):
    cites = "[{source: month, level: abstract}, {source: year, level: abstract}]"
    claim = f"""\
claims:
  - id: stable
    text: Testin is stable.
    kind: identity
    grounds:
      - {{bears: supports, says: It is., cites: {cites}}}
"""
    whole = dossier({**TIMES, "more.yaml": claim})
    known = {
        day: [c.source for g in as_of(whole, day).claims["stable"].grounds for c in g.cites]
        for day in (date(2021, 1, 1), date(2022, 1, 1), date(2024, 1, 1))
    }
    assert list(known.values()) == [[], ["month"], ["month", "year"]]


def test_what_a_review_pooled_names_only_known_studies(whole):
    trials = as_of(whole, date(2024, 1, 1)).pools["review"].trials
    assert [(trial.name, trial.study) for trial in trials] == [("ONE", "one"), ("TWO", None)]


def test_searches_by_their_day_and_gaps_always(whole):
    known = as_of(whole, date(2025, 11, 19))
    assert (list(known.searches), list(known.gaps)) == ([], ["mechanism"])


def test_the_day_of_compiling_shows_everything(whole):
    known = as_of(whole, date(2026, 5, 31))
    for kind in KINDS:
        assert getattr(known, kind.collection) == getattr(whole, kind.collection)


def test_a_later_day_can_be_asked_of_an_earlier_cut(whole):
    early = as_of(whole, date(2020, 1, 1))
    assert as_of(early, date(2024, 6, 1)) == as_of(whole, date(2024, 6, 1))


DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


@SHARED
@given(day=DAYS, later=st.integers(0, 3000))
def test_what_is_known_stays_known(whole, day, later):
    first, second = as_of(whole, day), as_of(whole, day + timedelta(later))
    for kind in KINDS:
        name = kind.collection
        assert set(getattr(first, name)) <= set(getattr(second, name))
    assert {r.id for _, r in first.results()} <= {r.id for _, r in second.results()}


@SHARED
@given(day=DAYS)
def test_every_reference_still_leads_somewhere(whole, day):
    known = as_of(whole, day)
    for kind in KINDS:
        plan = plan_of(kind.type)
        for record in getattr(known, kind.collection).values():
            for mention in mentions(record, plan):
                if mention.collections != ("facts' about",):
                    assert any(mention.id in getattr(known, c) for c in mention.collections)
