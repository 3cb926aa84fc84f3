"""What a page says of a study itself."""

import pytest


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("ALPS was a double-blind trial of Vα2.", "misdescribed-design"),
        ("ALPS was a single-blind trial of Vα2.", None),
        ("ALPS was not double-blind, unlike other trials of Vα2.", None),
        ("ALPS, unlike the double-blind GRAND, tested Vα2 openly.", None),
        ("The open-label GRAND trial tested Vα2.", "misdescribed-design"),
        ("GRAND confirmed the mortality benefit of Vα2.", "contradicts-result"),
        ("GRAND did not confirm the mortality benefit of Vα2.", None),
        # No result of ALPS says otherwise; but its interval holds no effect, and the claim is open.
        ("ALPS demonstrated a survival benefit of Vα2.", "settled-benefit"),
    ],
)
def test_designs_and_results(check, text, rule):
    assert [f.rule for f in check(text).findings] == ([rule] if rule else [])
