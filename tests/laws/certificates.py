"""Laws of certificates: no text breaks the reading, no reading breaks a rule, three verdicts."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

import thymos
from thymos.errors import DataError
from thymos.identity.certificates import examine
from thymos.identity.certificates.salt import basic_groups, salts
from thymos.identity.certificates.text import from_text
from thymos.identity.sequence import parse

DOSSIER = thymos.load("thymopentin").known
TODAY = date(2026, 11, 21)
WORDS = (
    *("Purity", "HPLC", "280 nm", "NLT", "≥", "<", "98.0", "%", "99,1", "-5", "1e9", "101", "to"),
    *("mass", "observed", "theoretical", "[M+2H]2+", "340.69", "679.77", "±", "ppm", "Da", "Lot:"),
    *("content", "TFA", "water", "Met", "oxidation", "disulfide", "sterile", "LAL", "n.d.", "\x00"),
    *(
        "endotoxin",
        "EU/mg",
        "complies",
        "Sequence:",
        "RKDVY",
        "Product:",
        "Thymopentin",
        "()",
        "\n",
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
def test_any_text_is_read_and_judged_or_refused(text):
    try:
        sheet = from_text(text, "a.pdf")
    except DataError:
        return
    found = examine(sheet, DOSSIER, TODAY)
    assert {str(j.verdict) for j in found.judged} <= {"excluded", "consistent", "cannot tell"}
    for finding in found.findings:
        assert finding.reason
        assert finding.rule.startswith("certificate/")
    lines = text.count("\n") + 1
    assert all(1 <= (f.line or 1) <= lines for f in found.findings)


@given(st.text(alphabet="ACDEFGHIKLMNPQRSTVWY", min_size=1, max_size=40), st.booleans())
def test_more_bases_leave_less_room_for_the_peptide(letters, capped):
    head = "[Acetyl]-" if capped else ""
    peptide, longer = parse(f"{head}{letters}"), parse(f"{head}{letters}K")
    assert basic_groups(longer) == basic_groups(peptide) + 1
    for salt in salts(peptide):
        assert 0 < salt.content <= 1
        assert (salt.content == 1) == (salt.bases == 0)
    by_weight = [salt.content for salt in salts(peptide)]
    assert by_weight == sorted(by_weight)
