"""The level of certainty as a page shows it."""

from tests.small import DEATH, open_small, result, study
from thymos.verdict.judge import judge
from thymos.views.certainty import certainty_view

FRAIL = {
    "domain": "imprecision",
    "steps": 0,
    "reason": "Two more trials are known to agree.",
    "by": "A. Person",
    "on": "2020-01-01",
}


def shown(folder, **collections):
    trials = [study(f"t{i}", result(20, 100, 30, 100)) for i in range(2)]
    dossier = open_small(folder, *trials, **collections)
    return certainty_view(judge(dossier, dossier.claims["lowers-death"], beside=True).graded)


def test_every_reason_with_its_steps_and_who_stands_behind_it(tmp_path):
    view = shown(tmp_path)
    assert [row.domain for row in view.reasons] == [
        "risk of bias", "inconsistency", "indirectness", "imprecision", "publication bias"
    ]  # fmt: skip
    assert {row.domain: row.steps for row in view.reasons}["imprecision"] == "−1"
    assert (view.start, view.mark) == ("high", "machine suggestion, unreviewed")


def test_a_persons_step_stands_beside_the_rules(tmp_path):
    view = shown(tmp_path, outcomes=[DEATH | {"overrides": [FRAIL]}])
    row = next(row for row in view.reasons if row.domain == "imprecision")
    assert row.steps == "0"
    assert row.override == (
        "Two more trials are known to agree. (set by A. Person, 2020-01-01; the rule has −1)"
    )


def test_an_override_counts_from_its_day(tmp_path):
    from datetime import date

    from thymos.dossier.asof import as_of

    trials = [study(f"t{i}", result(20, 100, 30, 100)) for i in range(2)]
    dossier = open_small(tmp_path, *trials, outcomes=[DEATH | {"overrides": [FRAIL]}])

    def steps(known):
        graded = judge(known, known.claims["lowers-death"], beside=True).graded
        view = certainty_view(graded)
        return {row.domain: row.steps for row in view.reasons}["imprecision"] if view else None

    assert steps(as_of(dossier, date(2019, 12, 31))) == "−1"
    assert steps(as_of(dossier, date(2020, 1, 1))) == "0"


def test_nothing_pooled_has_no_level():
    assert certainty_view(None) is None
