"""From records to verdicts, with the derivation."""

from datetime import date

import pytest

from tests.small import CLAIM, DEATH, DRUG, open_small, pool, result, study
from thymos.dossier.asof import as_of
from thymos.verdict.judge import judge

FACT = {"id": "fact", "text": "It is so", "kind": "identity"}


def verdict(dossier, claim=None):
    claims = tuple(dossier.claims.values())
    return judge(dossier, claims[0] if claim is None else dossier.claims[claim]).verdict


def trials(*tables, **more):
    return [study(f"t{i}", result(*cells), **more) for i, cells in enumerate(tables)]


def test_two_null_trials_do_not_support_it(tmp_path):
    dossier = open_small(tmp_path, *trials((47, 181, 63, 180), (127, 542, 132, 547)))
    assert verdict(dossier) == "not supported"


def test_a_review_of_more_trials_unsettles_a_null(tmp_path):
    review = pool(k=11, patients=1927, estimate=0.73, interval={"low": 0.59, "high": 0.9})
    cells = (47, 181, 63, 180), (127, 542, 132, 547)
    dossier = open_small(tmp_path, *trials(*cells), pools=[review])
    judged = judge(dossier, dossier.claims["lowers-death"])
    assert judged.verdict == "unsettled"
    assert "review" in judged.sources
    before = as_of(dossier, date(2019, 12, 31))
    assert verdict(before) == "not supported"


def test_a_review_at_a_lower_level_does_not_count(tmp_path):
    review = pool(
        k=11,
        estimate=0.73,
        interval={"low": 0.59, "high": 0.9},
        cites=[{"source": "lead", "level": "lead"}],
    )
    cells = (47, 181, 63, 180), (127, 542, 132, 547)
    assert verdict(open_small(tmp_path, *trials(*cells), pools=[review])) == "not supported"


BENEFIT = tuple((30 + i, 300, 90 + i, 300) for i in range(6))
SMALL = tuple((10 + i, 100, 30 + i, 100) for i in range(6))


def test_six_concordant_trials_support_it_and_three_make_it_probable(tmp_path):
    assert verdict(open_small(tmp_path / "six", *trials(*BENEFIT))) == "supported"
    assert verdict(open_small(tmp_path / "three", *trials(*BENEFIT[:3]))) == "probable"


def test_unassessed_risk_of_bias_caps_it_at_probable(tmp_path):
    unread = {"tool": "none", "overall": "not assessable", "reason": "Abstract only."}
    dossier = open_small(tmp_path, *trials(*BENEFIT, risk_of_bias=unread))
    assert verdict(dossier) == "probable"


def test_small_trials_do_not_hold_the_information_that_a_firm_word_takes(tmp_path):
    dossier = open_small(tmp_path, *trials(*SMALL))
    judged = judge(dossier, dossier.claims["lowers-death"])
    assert judged.verdict == "probable"
    assert "of the information that is needed" in judged.reason


def test_death_cannot_be_misjudged_so_that_unassessed_bias_takes_nothing_away(tmp_path):
    unread = {"tool": "none", "overall": "not assessable", "reason": "Abstract only."}
    made = trials(*BENEFIT, risk_of_bias=unread)
    assert verdict(open_small(tmp_path / "a", *made)) == "probable"
    objective = [DEATH | {"objective": True}]
    assert verdict(open_small(tmp_path / "b", *made, outcomes=objective)) == "supported"
    known = unread | {"tool": "RoB 2", "overall": "high"}
    made = trials(*BENEFIT, risk_of_bias=known)
    assert verdict(open_small(tmp_path / "c", *made, outcomes=objective)) == "probable"


def test_a_large_null_trial_outvotes_small_positive_ones(tmp_path):
    dossier = open_small(tmp_path, *trials(*SMALL, (2216, 29011, 2103, 29039)))
    judged = judge(dossier, dossier.claims["lowers-death"])
    assert judged.verdict == "not supported"
    assert "T6, with more information than all that point to it" in judged.reason


def test_harm_contradicts_a_claimed_benefit(tmp_path):
    swapped = [(c, n2, a, n1) for a, n1, c, n2 in BENEFIT]
    assert verdict(open_small(tmp_path, *trials(*swapped))) == "contradicted"


def test_more_is_better_where_the_outcome_says_so(tmp_path):
    survival = DEATH | {"better": "higher"}
    dossier = open_small(tmp_path, *trials(*BENEFIT), outcomes=[survival])
    assert verdict(dossier) == "contradicted"


@pytest.mark.parametrize("design", ["animal", "in vitro"])
def test_animals_and_dishes_never_enter(tmp_path, design):
    dossier = open_small(tmp_path, *trials(*BENEFIT, design=design))
    assert verdict(dossier) == "untested"


def test_cohorts_alone_leave_it_unsettled(tmp_path):
    dossier = open_small(tmp_path, *trials(*BENEFIT, design="cohort", control="usual care"))
    judged = judge(dossier, dossier.claims["lowers-death"])
    assert (judged.verdict, judged.tier) == ("unsettled", "human observational")


def test_the_smallest_difference_decides_what_is_excluded(tmp_path):
    smallest = {
        "measure": "RR",
        "value": 0.9,
        "cites": [{"source": "paper", "level": "primary"}],
    }
    even = [(1000, 10000, 1000, 10000)] * 2
    outcome = DEATH | {"smallest_difference": smallest}
    dossier = open_small(tmp_path, *trials(*even), outcomes=[outcome])
    judged = judge(dossier, dossier.claims["lowers-death"])
    assert judged.reason == "no benefit was shown; a difference worth having is excluded"


def test_the_derivation_ends_in_sources_and_names_what_was_left_out(tmp_path):
    out = study("combo", result(1, 50, 9, 50), isolates=False, combination="another drug")
    dossier = open_small(tmp_path, *trials((47, 181, 63, 180)), out)
    why = judge(dossier, dossier.claims["lowers-death"]).why
    steps = [node.text for node in why.walk()]
    assert any("47/181 v 63/180 (26.0 % v 35.0 %): RR 0.74 (0.54–1.02)" in s for s in steps)
    assert any("COMBO" in s and "given with another drug" in s for s in steps)
    leaves = [node for node in why.walk() if node.record and node.record.startswith("result:")]
    assert leaves
    assert all(node.cites for node in leaves)


def grounds(*rows):
    return [
        {"bears": bears, "says": "so", "cites": [{"source": s, "level": level}]}
        for bears, s, level in rows
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("supports", "agency", "primary")], "true"),
        ([("supports", "agency", "secondary")], "true"),
        ([("supports", "agency", "lead")], "unverified"),
        ([("supports", "agency", "recalled")], "unverified"),
        ([("supports", "paper", "abstract")], "true"),
        ([("contradicts", "paper", "primary")], "false"),
        ([("supports", "news-1", "secondary")], "unverified"),
        ([("supports", "lead", "lead")], "unverified"),
        ([("supports", "page", "page")], "unverified"),
        ([("supports", "paper", "recalled")], "unverified"),
        ([("supports", "agency", "primary"), ("contradicts", "paper", "primary")], "disputed"),
        ([("supports", "agency", "primary"), ("qualifies", "paper", "primary")], "partly true"),
        ([("supports", "agency", "primary"), ("contradicts", "lead", "lead")], "true"),
    ],
)
def test_grounds_weigh_by_their_level(tmp_path, rows, expected):
    claim = FACT | {"grounds": grounds(*rows)}
    assert verdict(open_small(tmp_path, claims=[claim])) == expected


def test_two_named_sources_that_agree_carry_a_fact(tmp_path):
    two = {
        "bears": "supports",
        "says": "so",
        "cites": [
            {"source": "news-1", "level": "secondary"},
            {"source": "news-2", "level": "secondary"},
        ],
    }
    assert verdict(open_small(tmp_path, claims=[FACT | {"grounds": [two]}])) == "true"


def test_what_ended_is_outdated_from_its_end_on(tmp_path):
    ground = grounds(("supports", "agency", "primary"))[0] | {
        "from_date": "2012-01-01",
        "until": "2015-06-30",
    }
    dossier = open_small(tmp_path, claims=[FACT | {"grounds": [ground]}])
    assert verdict(dossier) == "outdated"
    assert verdict(as_of(dossier, date(2014, 1, 1))) == "true"


def status(**more):
    return {
        "id": "s",
        "jurisdiction": "US",
        "authority": "agency",
        "kind": "approval",
        "what": "approved",
        "valid_from": "2012-05-01",
        "cites": [{"source": "agency", "level": "primary"}],
    } | more


def approved(expect="in force"):
    test = {"status": {"jurisdiction": "US", "what": "approval", "expect": expect}}
    return FACT | {"kind": "regulatory", "test": test}


@pytest.mark.parametrize(
    ("change", "expect", "expected"),
    [
        ({}, "in force", "true"),
        ({"valid_to": "2015-01-01"}, "in force", "outdated"),
        ({"kind": "not approved", "looked_up": "2020-01-01"}, "in force", "false"),
        ({"kind": "not approved"}, "in force", "unverified"),
        ({"holds": False}, "in force", "unverified"),
        ({"holds": False, "looked_up": "2020-01-01"}, "in force", "false"),
        ({"kind": "orphan designation"}, "in force", "unverified"),
        ({"jurisdiction": "EU"}, "in force", "unverified"),
        ({"subject": "other"}, "in force", "unverified"),
        ({}, "absent", "false"),
        ({"kind": "not approved", "looked_up": "2020-01-01"}, "absent", "true"),
        ({"kind": "not approved"}, "absent", "unverified"),
        ({"cites": [{"source": "lead", "level": "lead"}]}, "in force", "unverified"),
    ],
)
def test_a_status_answers_a_regulatory_claim(tmp_path, change, expect, expected):
    other = {
        "id": "other",
        "name": "Other",
        "kind": "extract",
        "role": "look-alike",
        "described": "Another.",
        "cites": [{"source": "paper", "level": "primary"}],
    }
    dossier = open_small(
        tmp_path, statuses=[status(**change)], claims=[approved(expect)], compounds=[DRUG, other]
    )
    assert verdict(dossier) == expected


def test_before_the_approval_was_known_it_is_unverified(tmp_path):
    dossier = open_small(tmp_path, statuses=[status()], claims=[approved()])
    assert verdict(as_of(dossier, date(2012, 4, 30))) == "unverified"
    assert verdict(as_of(dossier, date(2012, 5, 1))) == "true"


@pytest.mark.parametrize(
    ("attribute", "value", "expected"),
    [
        ("length", "2", "true"),
        ("length", "3", "false"),
        ("n_terminus", "Acetyl", "true"),
        ("cysteines", "0", "true"),
        ("sequence", "GG", "true"),
    ],
)
def test_a_property_of_the_molecule_is_computed(tmp_path, attribute, value, expected):
    test = {"molecule": {"compound": "drug", "attribute": attribute, "equals": value}}
    assert verdict(open_small(tmp_path, claims=[FACT | {"test": test}])) == expected


def fact(value, source="paper", level="primary", **more):
    return {
        "id": f"f-{value}-{source}",
        "about": "length",
        "text": f"{value} residues",
        "value": value,
        "theme": "identity",
        "cites": [{"source": source, "level": level}],
    } | more


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([fact(110)], "true"),
        ([fact(113)], "false"),
        ([fact(110), fact(113)], "disputed"),
        ([fact(110), fact(113, "lead", "lead")], "true"),
        ([fact(110, superseded_by="f-111-review"), fact(111, "review")], "outdated"),
        ([fact(110, "lead", "lead")], "unverified"),
    ],
)
def test_facts_about_one_thing_agree_or_not(tmp_path, facts, expected):
    claim = FACT | {"test": {"fact": {"about": "length", "equals": 110}}}
    assert verdict(open_small(tmp_path, facts=facts, claims=[claim])) == expected


def test_a_clinical_claim_without_an_outcome_is_untested(tmp_path):
    pico = CLAIM["pico"] | {"outcome": None}
    assert verdict(open_small(tmp_path, claims=[CLAIM | {"pico": pico}])) == "untested"


def test_a_derivation_names_a_review_by_its_label_and_figures_as_printed(tmp_path):
    review = pool(k=11, measure="HR", estimate=0.673, interval={"low": 0.454, "high": 0.998})
    dossier = open_small(tmp_path, *trials((47, 181, 63, 180)), pools=[review])
    label = dossier.sources["review"].label
    assert label != "review"
    told = [n.text for n in judge(dossier, dossier.claims["lowers-death"]).why.walk()]
    assert f"{label} ({review['scope']}, 11 studies): HR 0.673 (0.454–0.998)" in told


def retracted(kind="retraction", source="paper"):
    from tests.small import SOURCES

    cites = [{"source": "agency", "level": "primary"}]
    notice = {"kind": kind, "date": "2015-03-01", "what": "Data.", "read": True, "cites": cites}
    return [s | {"notices": [notice]} if s["id"] == source else s for s in SOURCES]


def test_a_retracted_trial_leaves_the_pool_from_the_day_of_the_notice(tmp_path):
    other = trials((47, 181, 63, 180))[0] | {
        "id": "other", "name": "Other", "reports": [{"source": "agency", "role": "primary"}]
    }  # fmt: skip
    dossier = open_small(tmp_path, *trials(*BENEFIT), other, sources=retracted())
    assert verdict(as_of(dossier, date(2015, 2, 28))) in ("supported", "probable")
    judged = judge(dossier, dossier.claims["lowers-death"])
    assert judged.verdict == "not supported"
    assert any("retracted (2015-03-01)" in node.text for node in judged.why.walk())


def test_a_correction_alone_removes_nothing(tmp_path):
    dossier = open_small(tmp_path, *trials(*BENEFIT), sources=retracted("correction"))
    assert verdict(dossier) in ("supported", "probable")


def test_a_retracted_review_no_longer_speaks_for_more_trials(tmp_path):
    review = pool(k=11, patients=1927, estimate=0.73, interval={"low": 0.59, "high": 0.9})
    cells = (47, 181, 63, 180), (127, 542, 132, 547)
    sources = retracted(source="review")
    for source in sources:
        for notice in source.get("notices", ()):
            notice["date"] = "2022-01-01"
    dossier = open_small(tmp_path, *trials(*cells), pools=[review], sources=sources)
    assert verdict(as_of(dossier, date(2021, 12, 31))) == "unsettled"
    assert verdict(dossier) == "not supported"


def test_trials_of_people_with_another_condition_are_indirect(tmp_path):
    other = [
        made | {"population": made["population"] | {"condition": "burns"}}
        for made in trials(*BENEFIT)
    ]
    judged = judge(
        open_small(tmp_path, *other), open_small(tmp_path, *other).claims["lowers-death"]
    )
    assert judged.verdict == "probable"
    assert "of people with another condition" in judged.reason
