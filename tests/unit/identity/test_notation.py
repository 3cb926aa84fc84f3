"""Sequences as certificates print them."""

import pytest

from thymos.identity.notation import read


@pytest.mark.parametrize(
    ("text", "proforma"),
    [
        ("RKDVY", "RKDVY"),
        ("R K D V Y", "RKDVY"),
        ("H-Arg-Lys-Asp-Val-Tyr-OH", "RKDVY"),
        ("H2N-RKDVY", None),
        ("Ac-RKDVY-NH2", "[Acetyl]-RKDVY-[Amidated]"),
        ("acetyl-RKDVY", "[Acetyl]-RKDVY"),
        ("Ac-Arg Lys Asp Val Tyr", "[Acetyl]-RKDVY"),
        ("pGlu-Ala-Lys", "[Gln->pyro-Glu]-QAK"),
        ("[Acetyl]-RKDVY", "[Acetyl]-RKDVY"),
        ("RKDXY", None),
        ("Arg-Lys-Abc", None),
        ("", None),
        ("A" * 30_000, None),
    ],
)
def test_what_is_printed_is_read_or_refused_in_one_line(text, proforma):
    if proforma is not None:
        assert read(text).proforma == proforma
        return
    with pytest.raises(ValueError) as told:
        read(text)
    assert "\n" not in str(told.value)
