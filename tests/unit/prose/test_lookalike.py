"""Look-alikes told as the subject, lengths, and effects that outrun their verdict."""

import pytest

SAME = (
    "Velotide Alpha-2 (VB-700) 10 mg Vial",
    "Which vial, velotide beta-3 or Vα2? Either one, they're one and the same molecule.",
    "VB-700 is merely another name for velofasin.",
    "Velotide alpha-2, better known to athletes as velotide beta-3, is a hormone.",
    "Zelovax is the brand name of velotide beta-3.",
    "Vα2 = VB-700",
    "Velotide alpha-2 and VB-700 are the same peptide.",
)
APART = (
    "VB-700 is another peptide, not another name for velofasin.",
    "Velotide alpha-2, VB-700 and others are five different things with similar names.",
    "Zelovax is the brand name of velofasin.",
    "Velotide alpha-2 is often confused with VB-700.",
    "Is velotide alpha-2 the same as VB-700?",
    "Velotide alpha-2 and VB-700 are not interchangeable.",
    "Some sellers say velotide alpha-2 is identical to VB-700.",
    "We tested velotide alpha-2 and VB-700 in the same assay.",
    "Velotide beta-3 (VB-700) is sold beside velotide alpha-2.",
)


@pytest.mark.parametrize("text", SAME)
def test_told_as_the_same(check, text):
    (finding,) = check(text).findings
    assert (finding.rule, finding.severity.value) == ("look-alike", "error")
    assert "another sequence" in finding.suggestion


@pytest.mark.parametrize("text", APART)
def test_told_apart(check, text):
    assert check(text).findings == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Velotide alpha-2 is a zinc-dependent pentapeptide hormone.", 1),
        ("VB-700 has ten amino acids, Vα2 has five.", 2),
        ("VB-700 has five amino acids, Vα2 has ten.", 0),
        ("Vα2 is a 10-amino-acid peptide.", 0),
        ("Vα2 does not have 12 amino acids.", 0),
        ("Vα2 is a fragment of 3 amino acids.", 0),
    ],
)
def test_lengths(check, text, found):
    rules = [f.rule for f in check(text).findings]
    assert rules == ["peptide-length"] * found


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("Velotide alpha-2 saves lives in sepsis; the debate is over.", True),
        ("Velotide alpha-2 proven to cut sepsis deaths", True),
        ("Zelovax cures sepsis.", True),
        ("Velotide alpha-2 reduces 28-day mortality in sepsis.", True),
        ("Velotide alpha-2 may reduce mortality in sepsis.", False),
        ("Velotide alpha-2 does not cure sepsis.", False),
        ("Does velotide alpha-2 cure sepsis?", False),
        ("Earlier studies suggested that velotide alpha-2 reduces mortality in sepsis.", False),
        ("Velotide alpha-2 reduces mortality in septic mice.", False),
        ("Velotide alpha-2 cures asthma.", False),
        ("ALPS reported that velotide alpha-2 reduces mortality in sepsis.", False),
    ],
)
def test_effects_stated_as_fact(check, text, flagged):
    findings = check(text).findings
    assert [f.rule for f in findings] == (["outruns-evidence"] if flagged else [])
    assert all(f.severity.value == "warning" and f.claim == "sepsis-death" for f in findings)
