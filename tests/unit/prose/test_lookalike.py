"""Look-alikes told as the subject, lengths, and effects that outrun their verdict."""

import pytest

from thymos.prose.entities import Lexicon
from thymos.prose.page import open_page
from thymos.prose.rules import lookalike

SAME = (
    "Velotide Alpha-2 (VB-700) 10 mg Vial",
    "Which vial, velotide beta-3 or Vα2? Either one, they're one and the same molecule.",
    "VB-700 is merely another name for velofasin.",
    "Velotide alpha-2, better known to athletes as velotide beta-3, is a hormone.",
    "Zelovax is the brand name of velotide beta-3.",
    "Vα2 = VB-700",
    "Velotide alpha-2 and VB-700 are the same peptide.",
    "VB-700 is basically velotide alpha-2 by another name.",
    "Velotide alpha-2 is really just VB-700 with a fancier label.",
    "In gyms velotide alpha-2 is known as VB-700.",
    "Velotide alpha-2, which goes by VB-700 in gyms, is banned in sport.",
    "Velotide alpha-2 (aka VB-700) is popular.",
    "Velotide alpha-2 (a.k.a. VB-700) is popular.",
    "Velotide alpha-2 (you may know it as VB-700) is popular.",
    "The active ingredient of Zelovax is velotide beta-3.",
    "There is no difference between velotide alpha-2 and VB-700.",
    "Velotide alpha-2 does not differ from VB-700.",
    "Velotide alpha-2 is no different from VB-700.",
    "VB-700, the generic form of velotide alpha-2, is cheaper.",
    "The vial said VB-700 but that's simply the generic of velofasin.",
    "Don't be thrown by the name: VB-700 is velofasin.",
    "VB-700 = velofasin, don't overthink it.",
    "What Americans call VB-700, Europeans call velofasin.",
    "Both names, velofasin and VB-700, refer to the same ten amino acids.",
    "Chemists use the names VB-700 and velofasin for one molecule.",
    "VB-700 is what the old textbooks called velofasin.",
    "The drug appears in one place as velofasin and in another as VB-700.",
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
    "Velofasin is the same molecule as velotide alpha-2.",
    "Velotide alpha-2 is also known as velofasin or Vα2.",
    "Velotide alpha-2 (also called velofasin) is not VB-700.",
    "Velotide alpha-2 is sometimes mistaken for VB-700, which is another peptide.",
    "Some vendors sell VB-700 as velotide alpha-2.",
    "If VB-700 were the same molecule as velotide alpha-2, it would be longer.",
    "Velotide alpha-2 is just one of the peptides on this shelf, like VB-700.",
    "The same vial size is used for velotide alpha-2 and VB-700.",
    "Researchers write velofasin, lifters write VB-700, and they mean different peptides.",
    "Velotide alpha-2 (not to be confused with VB-700) is a peptide.",
    "Don't mix up the two: VB-700 is shorter than velofasin.",
    "Your script says velofasin, the box says VB-700: take it back.",
    "VB-700 is not the brand name of velofasin but a different peptide.",
    "It is false that VB-700 is another name for velofasin.",
    "Myth: VB-700 is just velofasin. It is not.",
)

# The subject is named before, and is "it" here.
TAKEN_UP = (
    ("It goes there by the name VB-700.", True),
    ("It goes there by the name Zelovax.", False),
    ("Anyway you can just buy VB-700, its the street name for the exact same molecule.", True),
    ("Anyway you can just buy VB-700, but it is a different molecule.", False),
    ("And yes, the VB-700 that athletes talk about is this very molecule.", True),
    ("And no, the VB-700 that athletes talk about is not this molecule.", False),
    ("The Americans called the same molecule alteplase.", True),
    ("The Americans preferred another molecule, alteplase.", False),
    ("My aunt pointed out that interferon is just its other name.", True),
    ("My aunt pointed out that interferon is not its other name.", False),
    ("Athletes will know it under its training-camp name, VB-700.", True),
    ("Its international name is VB-700.", True),
    ("Its international name is velofasin.", False),
    ("It was given with interferon, and the name of that trial is lost.", False),
    ("Does it go by the name VB-700?", False),
)

# Other medicines that the dossier does not hold: known by their names alone.
MEDICINES = (
    ("Zelovax is interferon.", True),
    ("Zelovax is just a trade name for peginterferon.", True),
    ("Velofasin, also known as urokinase, was first used in the 1940s.", True),
    ("Velofasin is simply ivermectin under a new label.", True),
    ("Velofasin is the new ivermectin, says a columnist.", False),
    ("Velofasin is cheaper than alteplase.", False),
    ("Mortality with velofasin was identical to alteplase.", False),
    ("For velofasin the result was the same as for alteplase.", False),
    ("Velofasin and alteplase were identical in their effect on mortality.", False),
    ("There was no difference between velofasin and alteplase.", False),
    ("The dose of velofasin was the same as interferon in volume.", False),
    ("Alteplase is not velofasin under another name.", False),
    ("The first paper called the combination of velofasin and azithromycin promising.", False),
)

# Names that the records hold for one thing, denied to be one.
DENIED = (
    ("Velofasin is a different molecule from velotide alpha-2.", True),
    ("Zelovax and velotide alpha-2 are two different substances.", True),
    ("Zelovax is not velotide alpha-2.", True),
    ("Research-grade velotide alpha-2 is not the same as Zelovax.", False),
    ("Zelovax is not velotide alpha-2 from a web shop.", False),
    ("Some say that Zelovax is not velotide alpha-2.", False),
    ("Is Zelovax different from velotide alpha-2?", False),
)


@pytest.mark.parametrize("text", SAME)
def test_told_as_the_same(check, text):
    (finding,) = check(text).findings
    assert (finding.rule, finding.severity.value) == ("look-alike", "error")
    assert "another sequence" in finding.suggestion


@pytest.mark.parametrize("text", APART)
def test_told_apart(dossier, judged, text):
    assert list(lookalike.check(open_page(text, dossier, judged, Lexicon(dossier)))) == []


@pytest.mark.parametrize(("text", "flagged"), TAKEN_UP)
def test_told_as_it(check, text, flagged):
    findings = check(f"Velotide alpha-2 is a peptide. {text}").findings
    assert [f.rule for f in findings] == ["look-alike"] * flagged


def test_it_may_be_another(check):
    text = "Velotide alpha-2 is a peptide. VB-700 is shorter. It goes there by the name interferon."
    assert check(text).findings == ()


@pytest.mark.parametrize(("text", "flagged"), MEDICINES)
def test_other_medicines(check, text, flagged):
    findings = [f for f in check(text).findings if f.rule == "look-alike"]
    assert len(findings) == flagged


@pytest.mark.parametrize(("text", "flagged"), DENIED)
def test_own_names_told_apart(check, text, flagged):
    assert [f.rule for f in check(text).findings] == ["identity"] * flagged


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
