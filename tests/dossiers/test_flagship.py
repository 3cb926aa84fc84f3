"""The shipped thymosin alpha-1 dossier gives the published numbers and the right verdicts.

G1 to G12 are the check-sums that its sources allow; the citation stands beside each.
"""

import pytest

import thymos


@pytest.fixture(scope="module")
def flagship():
    return thymos.load("thymosin-alpha-1")


@pytest.fixture(scope="module")
def verdicts(flagship):
    return {judged.claim.id: judged for judged in flagship.judged}


@pytest.fixture(scope="module")
def findings(flagship):
    return flagship.lint()


def pooled(flagship, outcome, **options):
    return flagship.pool(outcome, thymos.Options(**options)).pooling


def shown(pooling, digits=3):
    return tuple(round(x, digits) for x in pooling.main.shown)


def test_g1_cochrane_overall_survival(flagship):
    # Wolf 2011 (CD003993.pub3): RR 1.21 (0.94-1.56), P = .14, I2 = 0.
    found = pooled(flagship, "cancer-survival-1y", method="DL")
    assert shown(found) == (1.210, 0.940, 1.557)
    assert found.main.p == pytest.approx(0.140, abs=5e-4)
    assert pytest.approx(2.78, abs=5e-3) == found.Q
    assert found.I2 == 0
    assert {row.study for row in found.rows} == {
        "maio-2010", "cheng-2004", "gish-2009", "schulof-1985"
    }  # fmt: skip


def test_g2_cochrane_disease_free_survival_sensitivity(flagship):
    # Wolf 2011: RR 2.22 (0.67-7.37), P = .19, I2 = 0, with 1/2 added to tables with a zero.
    found = pooled(flagship, "cancer-dfs-1y", method="DL")
    assert shown(found) == (2.221, 0.669, 7.373)
    assert found.main.p == pytest.approx(0.193, abs=5e-4)
    assert found.I2 == 0


@pytest.mark.parametrize(
    ("outcome", "study", "measure", "expected"),
    [
        ("sepsis-death-28d", "etass", "RR", (0.742, 0.541, 1.018)),  # G3, Wu 2013
        ("sepsis-death-28d", "tests", "RR", (0.971, 0.785, 1.201)),  # G5, Wu 2025
        ("sepsis-death-28d", "tests", "OR", (0.962, 0.728, 1.272)),  # G5
        ("pancreatitis-infected-necrosis", "trace", "RR", (0.870, 0.591, 1.280)),  # Ke 2022
    ],
)
def test_single_trials(flagship, outcome, study, measure, expected):
    rows = {row.study: row for row in pooled(flagship, outcome, measure=measure).rows}
    row = rows[study]
    assert (row.estimate, row.low, row.high) == pytest.approx(expected, abs=1.1e-3)


@pytest.mark.parametrize(
    ("reference", "p"),
    [
        ("sepsis-death-28d/etass", 0.0623),  # G3: Wu 2013, table 4, P = .062
        ("sepsis-death-hospital/etass", 0.0317),  # G4: P = .032
        ("sepsis-death-icu/etass", 0.0980),  # G4: P = .098
        ("sepsis-death-28d/tests", 0.786),  # G5
        ("covid-death-28d|covid-death-hospital/liu-y-2020", 0.0437),  # G8: P = .044
        ("hcv-svr/ciancio-2012", 0.4074),  # G10: P = .407
        ("pancreatitis-infected-necrosis/trace", 0.4778),  # G11: P = .48
    ],
)
def test_p_values_from_the_stored_counts(flagship, reference, p):
    from thymos.checks.printed import table_of
    from thymos.checks.reported_p import p_values

    outcomes, study = reference.split("/")
    record = flagship.whole.studies[study]
    tables = [
        table_of(record, result)
        for result in record.results
        if result.outcome in outcomes.split("|") and result.counts and result.subgroup is None
    ]
    assert any(dict(p_values(t))["chi-square"] == pytest.approx(p, abs=6e-4) for t in tables if t)


def test_g6_the_two_sepsis_trials(flagship):
    # DL OR 0.826 (0.569-1.199), I2 = 52 %; risk ratio in three models.
    found = pooled(flagship, "sepsis-death-28d", measure="OR", method="DL")
    assert shown(found) == (0.826, 0.569, 1.199)
    assert pytest.approx(52, abs=0.5) == found.I2
    models = pooled(flagship, "sepsis-death-28d").models
    assert [tuple(round(x, 2) for x in m.shown) for m in models] == [
        (0.87, 0.67, 1.13), (0.89, 0.75, 1.07), (0.87, 0.16, 4.66)
    ]  # fmt: skip


def test_g7_the_p_values_of_gu_2025_follow_from_its_intervals(flagship, findings):
    pools = [p for p in flagship.whole.pools.values() if p.source == "gu-2025" and p.p]
    assert len(pools) >= 3
    flagged = {f.sources for f in findings if f.rule == "pool-p"}
    assert ("gu-2025",) not in flagged


def test_g8_significance_that_hangs_on_the_test_is_noted(findings):
    notes = [f for f in findings if f.rule == "choice-of-test" and "liu-y-2020" in (f.file or "")]
    assert any("Fisher 0.053" in f.reason for f in notes)


def test_g9_chien_1998(flagship):
    from thymos.checks.printed import table_of
    from thymos.checks.reported_p import p_values

    study = flagship.whole.studies["chien-1998"]
    tables = [table_of(study, result) for result in study.results if result.counts]
    found = [dict(p_values(t))["chi-square"] for t in tables if t and t.a == 13]
    assert found == [pytest.approx(0.0039, abs=6e-5)]


def test_g12_a_table_that_does_not_add_up_to_its_abstract(findings):
    # Zhang 2009: the arms of its table 1 sum to 581, its abstract says 583.
    rows = [f for f in findings if f.rule == "totals" and f.found and f.found.startswith("583")]
    assert len(rows) == 1
    assert rows[0].expected == "288 + 293 = 581"
    assert rows[0].line


def test_the_interval_of_trace_is_flagged_at_its_line(findings):
    # Ke 2022: difference -2.4 % [-7.4 to 5.1], whose middle is -1.15.
    rows = [f for f in findings if f.file == "studies/trace.yaml" and f.rule == "interval-centre"]
    assert len(rows) == 1
    assert "−1.15" in rows[0].reason


@pytest.mark.parametrize(
    ("claim", "allowed"),
    [
        ("sepsis-death-benefit", {"unsettled", "not supported"}),
        ("pancreatitis-infection-benefit", {"not supported"}),
        ("us-fda-approved", {"false"}),
        ("healthy-booster", {"untested"}),
    ],
)
def test_the_verdicts_that_must_be_right(verdicts, claim, allowed):
    assert verdicts[claim].verdict in allowed


def test_before_the_null_trial_and_the_review(flagship):
    before = {j.claim.id: j.verdict for j in flagship.on("2014-12-31").judged}
    assert before["sepsis-death-benefit"] in ("not supported", "unsettled")
    early = flagship.pool("sepsis-death-28d", as_of="2014-12-31")
    assert [row.study for row in early.pooling.rows] == ["etass"]


def test_both_hazard_ratios_of_tests_live_in_the_record_with_dates(flagship):
    def hazards(day):
        known = flagship.on(day).known
        return {
            result.effect.estimate
            for study, result in known.results_of("sepsis-death-28d")
            if study.id == "tests"
            and result.effect
            and result.subgroup is None
            and not known.is_superseded(study, result)
        }

    assert hazards("2025-02-01") == {0.99}
    assert hazards("2025-06-01") == {0.97}


def test_coverage_is_stated_with_the_review_of_all_trials(flagship):
    said = flagship.pool("sepsis-death-28d").coverage
    assert said.startswith("2 of 11 known trials, 75 % of patients; a published review of 11 says")


def test_every_figure_that_decides_is_verified(flagship):
    for judged in flagship.judged:
        synthesis = judged.synthesis
        for entry in synthesis.selection.entries if synthesis else ():
            assert any(cite.level.admissible for cite in entry.result.cites)
            assert entry.result.keep_out is None


def test_no_mechanism_source_enters_a_clinical_verdict(flagship):
    edges = {f"edge:{edge}" for edge in flagship.whole.edges}
    for judged in flagship.judged:
        if judged.claim.kind.clinical:
            records = {node.record for node in judged.why.walk()}
            assert not records & edges
