"""What stands under a verdict as evidence that disagrees with the claim."""

import pytest

from tests.small import open_small, pool, result, study
from thymos.verdict.judge import judge


def against(folder, **review):
    trials = [study(f"t{i}", result(30, 300, 90, 300)) for i in range(3)]
    dossier = open_small(folder, *trials, pools=[pool(**review)])
    nodes = judge(dossier, dossier.claims["lowers-death"]).why.walk()
    title = "Evidence that disagrees with the claim"
    return [child.text for node in nodes if node.text == title for child in node.children]


@pytest.mark.parametrize(
    ("review", "ends"),
    [
        ({"estimate": 0.45, "interval": None}, None),
        ({"estimate": 1.45, "interval": None}, "(harm by its estimate, no interval given)"),
        ({"estimate": 1.0, "interval": None}, "(no interval given)"),
        ({"estimate": 0.9, "interval": {"low": 0.7, "high": 1.1}}, "(nothing shown)"),
        ({"estimate": 0.5, "interval": {"low": 0.4, "high": 0.7}}, None),
    ],
)
def test_a_review_disagrees_by_what_it_prints(tmp_path, review, ends):
    """One without an interval that points where the claim does is no evidence against it."""
    said = against(tmp_path, **review)
    assert [line for line in said if ends is None or not line.endswith(ends)] == []
    assert len(said) == (0 if ends is None else 1)


def test_small_trials_that_show_nothing_are_counted_and_the_others_are_named(tmp_path):
    small = [study(f"s{i}", result(3, 30, 4, 30)) for i in range(5)]
    large = study("large", result(300, 3000, 300, 3000))
    worse = study("worse", result(40, 100, 10, 100))
    dossier = open_small(tmp_path, *small, large, worse)
    why = judge(dossier, dossier.claims["lowers-death"]).why
    node = next(n for n in why.walk() if n.text == "Evidence that disagrees with the claim")
    said = [child.text for child in node.children]
    assert len(said) == 3
    assert any(line.startswith("LARGE") and line.endswith("(nothing shown)") for line in said)
    assert any(line.startswith("WORSE") and line.endswith("(harm)") for line in said)
    assert "5 smaller studies, each of which shows nothing by itself" in said
    assert all(child.cites for child in node.children)  # attached, each with its source
    named = {n.record for n in why.walk()}
    assert {f"result:s{i}/death" for i in range(5)} <= named  # and each by name in the pool
