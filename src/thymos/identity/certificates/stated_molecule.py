"""What is printed about the molecule must be of one molecule, and of the one that is named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding
from thymos.identity import cas, notation, sequence
from thymos.identity.align import differences
from thymos.identity.certificates.case import Case, half_digit, shown
from thymos.identity.certificates.restated_mass import TABLES
from thymos.identity.certificates.salt import basic_groups, salts
from thymos.identity.formula import formula, mass
from thymos.identity.ions import mz
from thymos.identity.printed import AVERAGE_TOLERANCE, shift_words, told
from thymos.identity.sequence import Peptide
from thymos.records.certificate import ItemKind
from thymos.records.wording import number

RULE = "stated-molecule"


def stated_molecule(case: Case) -> Iterator[Finding]:
    """A sequence, formula, computed mass or CAS number that is not of the molecule named."""
    yield from _sequence(case)
    yield from _formula(case)
    yield from _masses(case)
    yield from _cas(case)


def _sequence(case: Case) -> Iterator[Finding]:
    text = case.certificate.sequence
    if text is None:
        return
    try:
        stated = notation.read(text)
    except ValueError as error:
        yield case.of_field(
            "sequence",
            rule=RULE,
            severity="note",
            reason=f"the sequence cannot be read: {error}",
            found=text,
            expected="one or three letters a residue, or ProForma",
        )
        return
    if case.peptide is not None and stated != case.peptide:
        yield case.of_field(
            "sequence",
            rule=RULE,
            severity="error",
            reason=f"not the sequence of {case.name}: {_departs(stated, case.peptide)}",
            found=stated.proforma,
            expected=case.peptide.proforma,
        )


def _departs(stated: Peptide, right: Peptide) -> str:
    slips = differences(right.sequence, stated.sequence)
    if not slips and stated.n_terminus is None and right.n_terminus is not None:
        return f"{right.n_terminus} is missing at its beginning; {shift_words(stated, right)}"
    words = told(slips) if slips else "the residues are right, what is bound to them is not"
    return f"{words}; {shift_words(stated, right)}"


def _formula(case: Case) -> Iterator[Finding]:
    text = case.certificate.formula
    if text is None or case.peptide is None:
        return
    right = formula(sequence.composition(case.peptide))
    # A salt is printed as the peptide's formula, a dot, and its acid.
    own = _DOT.split("".join(text.split()).translate(_SUBSCRIPTS))[0]
    if own != right:
        yield case.of_field(
            "formula",
            rule=RULE,
            severity="error",
            reason=f"not the formula of {case.name}",
            found=text,
            expected=right,
        )


def _masses(case: Case) -> Iterator[Finding]:
    if case.peptide is None:
        return
    atoms = sequence.composition(case.peptide)
    for n, item in case.items(ItemKind.MASS):
        if item.stated_as == "measured" or item.value is None:
            continue
        values = [mass(atoms, table) for table in TABLES]
        if item.charge is not None:
            values = [mz(value, item.charge) for value in values]
        else:
            values += _salts(case.peptide)
        # Tables of weights in use differ by so much; printed digits may hide the rest.
        slack = AVERAGE_TOLERANCE + half_digit(item.value)
        if min(abs(item.value - value) for value in values) > slack:
            yield case.about(
                n,
                rule=RULE,
                severity="error" if item.stated_as == "theoretical" else "warning",
                reason=f"no computed mass of {case.name}, alone or as a salt"
                + ("" if item.stated_as == "theoretical" else "; nor is it called measured"),
                found=shown(item),
                expected=" or ".join(number(value, 2) for value in values[:2]),
            )


def _salts(peptide: Peptide) -> list[float]:
    """Average masses of the peptide with one acid or more, as catalogues print them for salts."""
    own = mass(sequence.composition(peptide))
    acids = [own * salt.share / salt.content / salt.bases for salt in salts(peptide) if salt.bases]
    return [own + n * acid for acid in acids for n in range(1, basic_groups(peptide) + 1)]


def _cas(case: Case) -> Iterator[Finding]:
    text = case.certificate.cas
    if text is None:
        return
    if not cas.is_cas(text):
        digit = cas.check_digit(text)
        told_ = (
            "it has not the form of a CAS number" if digit is None else "its check digit is wrong"
        )
        yield case.of_field(
            "cas",
            rule=RULE,
            severity="error",
            reason=told_,
            found=text,
            expected="a CAS number" if digit is None else f"a last digit of {digit}",
        )
        return
    ids = case.compound.ids if case.compound is not None else ()
    known = [entry.id for entry in ids if entry.registry.upper() == "CAS"]
    if known and text.strip() not in known:
        yield case.of_field(
            "cas",
            rule=RULE,
            reason=f"not the number on record for {case.name}; a salt may have its own",
            found=text,
            expected=" or ".join(known),
        )


_DOT = re.compile(r"[·•∙⋅.*x]")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
