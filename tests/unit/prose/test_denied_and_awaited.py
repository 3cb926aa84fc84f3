"""Denials, waits and identities in further wordings, each beside its true twin."""

import pytest

PAIRS = (
    ("contradicts", "No one has ever drawn lots to see who should get Vα2 in sepsis.",
     "No one has ever drawn lots to see which children should get Vα2 in asthma."),
    ("contradicts", "Chance has never decided who got Vα2 in sepsis.",
     "Chance has twice decided who got Vα2 in sepsis."),
    ("contradicts", "Human trials of Vα2 do not exist.", "Human trials of Vα2 do exist."),
    ("contradicts", "All we have on Vα2 is from mice.",
     "Some of what we have on Vα2 is from mice."),
    ("contradicts", "Nobody ever randomised sepsis patients to Vα2.",
     "Nobody ever randomised marathon runners to Vα2."),
    ("outdated", "For a large randomised trial of Vα2 in sepsis we will have to wait.",
     "For a large randomised trial of Vα2 in sepsis we had to wait until 2025."),
    ("outdated", "We are all looking forward to what GRAND will find on Vα2.",
     "We were all looking forward to what GRAND would find on Vα2."),
    ("outdated", "Results of GRAND for Vα2 are due.", "Results of GRAND for Vα2 are out."),
    ("outdated", "GRAND has not published on Vα2.", "GRAND has published on Vα2."),
    ("look-alike", "Vα2 is simply quinine under a newer label.",
     "Vα2 is not quinine under a newer label."),
    ("look-alike", "Vα2 is the old name for what today's wards call alteplase.",
     "Vα2 is not the old name for what today's wards call alteplase."),
)  # fmt: skip


@pytest.mark.parametrize(("rule", "wrong", "right"), PAIRS)
def test_one_is_flagged_and_its_twin_is_not(check, rule, wrong, right):
    assert rule in {f.rule for f in check(wrong).findings}
    assert rule not in {f.rule for f in check(right).findings}
