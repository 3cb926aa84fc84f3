"""The dossiers made from published series give the published results, and tell what is missing."""

from datetime import date

import pytest

import thymos
from thymos import api, kernel
from thymos.identity.sequence import parse

MAGNESIUM = "magnesium-myocardial-infarction"
STREPTOKINASE = "streptokinase-myocardial-infarction"
BCG = "bcg-tuberculosis"
HYDROXYCHLOROQUINE = "hydroxychloroquine-covid-19"
SERIES = (MAGNESIUM, STREPTOKINASE, BCG, HYDROXYCHLOROQUINE)


def pooled(name, outcome, *, as_of=None, **options):
    return thymos.load(name, as_of=as_of).pool(outcome, api.options(**options)).pooling


def shown(pooling, digits=2):
    return tuple(round(x, digits) for x in pooling.main.shown)


def counts(pooling):
    rows = [(*row.events, *row.n) for row in pooling.rows]
    a, c, n1, n2 = (sum(column) for column in zip(*rows, strict=True))
    return a, n1, c, n2


@pytest.mark.parametrize("name", SERIES)
def test_it_reads_and_no_number_is_wrong(name):
    assert [f for f in thymos.load(name).lint() if f.severity == "error"] == []


def test_an_odds_ratio_called_a_relative_risk_is_found():
    # GISSI 1986, abstract: relative risk 0.81 beside a reduction of 18 %.
    (finding,) = thymos.load(STREPTOKINASE).lint()
    assert (finding.file, finding.found) == ("studies/gissi-1-1986.yaml", "RR 0.81")
    assert "OR" in f"{finding.reason} {finding.expected}".replace(",", " ").split()


@pytest.mark.parametrize("name", SERIES)
def test_no_bias_is_judged_that_was_not_read_and_gaps_say_so(name):
    dossier = thymos.load(name).known
    assert {s.risk_of_bias.overall for s in dossier.studies.values()} == {"not assessable"}
    assert "trial-reports" in dossier.gaps


@pytest.mark.parametrize("name", SERIES)
def test_every_count_rests_on_an_admissible_citation_and_none_on_memory(name):
    for _, result in thymos.load(name).known.results():
        assert result.admissible
        assert {cite.level.value for cite in result.cites} <= {"primary", "abstract", "review"}


# Magnesium: Li 2007, Cochrane CD002755, abstract; 22 trials with deaths.


def test_magnesium_both_models_of_the_review():
    # Printed: fixed 0.99 (0.94-1.04), random 0.66 (0.53-0.82).
    assert counts(pooled(MAGNESIUM, "death-early")) == (2936, 36333, 2958, 36143)
    random = pooled(MAGNESIUM, "death-early", measure="OR", method="DL")
    assert shown(random) == (0.66, 0.53, 0.82)
    rows = random.rows
    one = kernel.mantel_haenszel(
        "OR",
        *(
            [row.events[0] for row in rows],
            [row.n[0] - row.events[0] for row in rows],
            [row.events[1] for row in rows],
            [row.n[1] - row.events[1] for row in rows],
        ),
    )
    limits = (one.estimate[0], one.ci_low[0], one.ci_high[0])
    display = [round(float(kernel.to_display(one.measure, x)), 2) for x in limits]
    assert display == [0.99, 0.94, 1.04]


def test_magnesium_up_to_1996_as_often_told():
    # The sixteen trials up to 1996: REML 0.60 (0.43-0.85), common effect 1.02 (0.97-1.08).
    then = pooled(MAGNESIUM, "death-early", as_of="1996-12-31")
    assert (then.k, shown(then)) == (16, (0.60, 0.43, 0.85))
    common = pooled(MAGNESIUM, "death-early", as_of="1996-12-31", method="CE")
    assert shown(common) == (1.02, 0.97, 1.08)


def test_magnesium_teo_1991():
    # Printed: 25 of 657 against 53 of 644, odds lowered by 55 %.
    pool = thymos.load(MAGNESIUM).known.pools["teo-1991-all"]
    crude = (25 / (657 - 25)) / (53 / (644 - 53))
    assert round(crude, 2) == 0.44
    assert pool.estimate == pytest.approx(crude, abs=0.015)


def test_magnesium_dates_are_those_of_the_papers_where_a_day_is_known():
    known = {s.id: s.available for s in thymos.load(MAGNESIUM).known.studies.values()}
    assert known["woods-1992"] == "1992-06-27"
    assert known["isis-4-1995"] == "1995-03-18"
    assert known["magic-2000"] == "2002-10-19"
    for day, there in (("1995-03-17", False), ("1995-03-18", True)):
        assert ("isis-4-1995" in thymos.load(MAGNESIUM, as_of=day).known.studies) is there
    # Known to the year: from its end.
    assert "morton-1984" not in thymos.load(MAGNESIUM, as_of="1984-12-30").known.studies
    assert "morton-1984" in thymos.load(MAGNESIUM, as_of="1984-12-31").known.studies


# Streptokinase: Lau 1992, NEJM 327:248; 33 trials of 36,974 patients.


def test_streptokinase_all_trials():
    found = pooled(STREPTOKINASE, "death-early")
    assert (found.k, counts(found)) == (33, (1892, 18532, 2375, 18442))
    assert 18532 + 18442 == 36974
    assert shown(found) == (0.77, 0.72, 0.82)


def test_streptokinase_yusuf_1985_from_its_trials():
    # Yusuf 1985: odds lowered by 22 % (SD 5) in some 6,000 patients, with a few of urokinase. The
    # streptokinase trials known by 1985 come near it.
    found = pooled(STREPTOKINASE, "death-early", as_of="1985-12-31", method="CE")
    assert found.k == 19
    assert found.main.shown[0] == pytest.approx(0.78, abs=0.05)


def test_streptokinase_percentages_of_the_two_large_trials():
    rows = {row.study: row for row in pooled(STREPTOKINASE, "death-early").rows}
    shares = {
        study: [round(100 * e / n, 1) for e, n in zip(row.events or (), row.n or (), strict=True)]
        for study, row in rows.items()
    }
    assert shares["gissi-1-1986"] == [10.7, 13.0]
    assert shares["isis-2-1988"] == [9.2, 12.0]


# BCG: Colditz 1994, JAMA 271:698; results as metafor's help pages print them.


def test_bcg_reml():
    found = pooled(BCG, "tuberculosis")
    assert (found.k, shown(found)) == (13, (0.49, 0.34, 0.70))
    assert found.main.estimate == pytest.approx(-0.7145, abs=5e-5)
    assert found.tau2 == pytest.approx(0.3132, abs=5e-5)
    assert pytest.approx(92.22, abs=5e-3) == found.I2


def test_bcg_latitude_explains_three_quarters():
    # metafor, rma(yi, vi, mods = ~ ablat): slope -0.0291 (SE 0.0072), tau2 0.0764, R2 75.62 %.
    view = thymos.load(BCG).pool("tuberculosis")
    (section,) = view.sections
    rows = {row[0]: dict(zip(section.columns, row, strict=True)) for row in section.rows}
    assert section.key == "moderator_latitude"
    assert rows["latitude"]["estimate"] == pytest.approx(-0.0291, abs=5e-5)
    assert rows["latitude"]["se"] == pytest.approx(0.0072, abs=5e-5)
    assert rows["intercept"]["estimate"] == pytest.approx(0.2515, abs=5e-5)
    assert "0.07635 with it, R² = 75.6 %" in str(section.remark)


def test_bcg_allocation_is_told_and_never_called_random_where_it_was_not():
    studies = thymos.load(BCG).known.studies.values()
    told = [s.randomisation for s in studies]
    assert told.count("random") == 7
    others = [s for s in studies if s.randomisation != "random"]
    assert all("is not random" in (s.note or "") for s in others)
    assert len(others) == 6


# Hydroxychloroquine: Axfors 2021, Nat Commun 12:2349, abstract.


def test_hydroxychloroquine_as_published():
    # Printed: OR 1.11 (1.02-1.20), I2 = 0. So by Hartung and Knapp, without trials of no death.
    found = pooled(HYDROXYCHLOROQUINE, "death", test="knha", drop00=True)
    assert (found.k, found.I2) == (17, 0)
    assert shown(found) == (1.11, 1.02, 1.20)


def test_chloroquine_as_published():
    # Printed: OR 1.77 (0.15-21.13) from four trials of 307; the table lists one of them twice.
    found = pooled(HYDROXYCHLOROQUINE, "death-chloroquine")
    assert counts(found)[1] + counts(found)[3] == 307
    assert found.main.shown[1] < 1 < found.main.shown[2]


def test_hydroxychloroquine_patients_are_those_of_the_review():
    every = pooled(HYDROXYCHLOROQUINE, "death")
    # 10,012 people in the paper, Solidarity's 1,853 among them.
    assert counts(every)[1] + counts(every)[3] == 10012


def test_recovery_is_read_from_the_preprint_until_the_paper_is_known():
    for day, deaths in (("2020-07-15", (418, 788)), ("2021-06-01", (421, 790))):
        rows = {r.study: r for r in pooled(HYDROXYCHLOROQUINE, "death", as_of=day).rows}
        assert rows["recovery"].events == deaths


def test_emergency_use_began_and_ended_and_was_no_approval():
    for day, expected in (
        ("2020-03-27", []),
        ("2020-06-14", [True]),
        ("2020-06-16", [False]),
    ):
        view = thymos.load(HYDROXYCHLOROQUINE).status("US", as_of=day)
        assert [view.in_force(status) for status in view.statuses] == expected
        assert all(status.kind.value != "approval" for status in view.statuses)


# All shipped dossiers.


def test_the_look_alikes_are_told_apart():
    lengths = {"thymulin": 9, "thymosin-beta-4": 43, "thymopentin": 5}
    for name, length in lengths.items():
        proforma = thymos.load(name).known.compounds[name].proforma
        assert proforma is not None
        assert len(parse(proforma)) == length
    assert thymos.load("thymalin").known.compounds["thymalin"].kind == "extract"


def test_the_dossiers_are_of_today_and_have_one_headline_at_least():
    for entry in api.library().catalogue().entries:
        assert entry.as_of <= date(2026, 11, 21)
        assert entry.headlines
