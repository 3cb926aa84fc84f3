"""How far a pooled study stands from the question."""

import pytest

from tests.small import CLAIM, DEATH, HEAD, open_small, result, study
from thymos.errors import DossierError
from thymos.evidence.certainty.synthesis import body_of, certainty
from thymos.evidence.certainty.up import dose
from thymos.evidence.synthesis import synthesise
from thymos.records.study import Tier
from thymos.verdict.judge import judge

CITES = [{"source": "paper", "level": "primary"}]
CONDITIONS = [
    {"id": "sepsis", "name": "sepsis"},
    {"id": "septic-shock", "name": "septic shock", "kind_of": "sepsis"},
    {"id": "cold-shock", "name": "cold septic shock", "kind_of": "septic-shock"},
]


def of(name, condition, **more):
    people = {"text": "Adults", "condition": condition}
    return study(name, result(30, 200, 60, 200), population=people, **more)


def opened(folder, *studies, conditions=CONDITIONS, **more):
    head = {**HEAD, "conditions": conditions}
    return open_small(folder, *studies, head=head, **more)


def indirect(dossier):
    graded = certainty(dossier, synthesise(dossier, "death"))
    assert graded is not None
    (found,) = (
        reason.suggested
        for reason in graded.reasons
        if reason.suggested.domain.value == "indirectness"
    )
    return found.steps, dict(found.numbers)["other people, share of weight"]


def test_a_kind_of_the_condition_is_the_condition(tmp_path):
    dossier = opened(tmp_path, of("a", "septic-shock"), of("b", "cold-shock"), of("c", "sepsis"))
    assert indirect(dossier) == (0, 0.0)


def test_a_wider_or_another_condition_is_other_people(tmp_path):
    outcome = {**DEATH, "condition": "septic-shock"}
    dossier = opened(tmp_path, of("a", "sepsis"), of("b", "covid"), outcomes=[outcome])
    assert indirect(dossier) == (-1, 1.0)


def test_the_verdict_reads_the_same_people(tmp_path):
    """What a claim on a wider condition rests on is not called other people."""
    trials = [of(name, "cold-shock") for name in "abcd"]
    told = []
    for name, conditions in (("with", CONDITIONS), ("without", CONDITIONS[:1])):
        dossier = opened(tmp_path / name, *trials, conditions=conditions, claims=[CLAIM])
        told.append(judge(dossier, dossier.claims["lowers-death"]).reason)
    assert "another condition" not in told[0]
    assert "another condition" in told[1]


def test_another_comparison_is_not_pooled_at_all(tmp_path):
    """So that it cannot count as indirect."""
    dossier = opened(
        tmp_path,
        of("a", "sepsis"),
        of("b", "sepsis", control="active"),
        of("c", "sepsis", isolates=False, combination="another drug"),
    )
    found = synthesise(dossier, "death")
    assert found.pooling is not None
    assert [row.label for row in found.pooling.rows] == ["A"]
    assert {e.ground.value for e in found.selection.excluded} == {"comparator", "not isolated"}


@pytest.mark.parametrize(
    ("conditions", "said"),
    [
        ([{"id": "a", "name": "a", "kind_of": "b"}, {"id": "b", "name": "b", "kind_of": "a"}],
         "no circle"),
        ([{"id": "a", "name": "a", "kind_of": "a"}], "no circle"),
        ([{"id": "a", "name": "a"}, {"id": "a", "name": "b"}], "the condition a once"),
    ],
)  # fmt: skip
def test_a_circle_of_conditions_is_refused(tmp_path, conditions, said):
    with pytest.raises(DossierError, match=said):
        opened(tmp_path, of("a", "sepsis"), conditions=conditions)


def with_dose(name, events, given):
    traits = [{"name": "dose", "value": given, "unit": "mg", "cites": CITES}]
    return study(name, result(events, 200, 100, 200), design="cohort", characteristics=traits)


@pytest.mark.parametrize(("amount", "steps"), [(True, 1), (False, 0)])
def test_only_an_amount_that_studies_gave_is_a_dose(tmp_path, amount, steps):
    moderator = {"characteristic": "dose", "text": "dose", "reason": "Made up.", "cites": CITES,
                 "amount": amount}  # fmt: skip
    outcome = {**DEATH, "moderators": [moderator], "objective": True}
    given = [(75, 1), (60, 2), (45, 3), (30, 4), (20, 5)]
    cohorts = [with_dose(f"c{d}", e, d) for e, d in given]
    dossier = opened(tmp_path, *cohorts, outcomes=[outcome])
    body = body_of(dossier, synthesise(dossier, "death", tier=Tier.OBSERVATIONAL))
    assert (body.dose is not None) is amount
    assert dose(body).steps == steps
