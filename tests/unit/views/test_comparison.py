"""The comparison page, and what the identity card says of masses."""

import json

import pytest

from thymos.dossier.neighbours import neighbours, pointed_to
from thymos.dossier.read import locate, read
from thymos.views.comparison import comparison_page
from thymos.views.identity import identity_page
from thymos.views.reading import Reading
from thymos.views.weighed import weighed


@pytest.fixture(scope="module")
def flagship():
    dossier = read(locate("thymosin-alpha-1"))
    return Reading(dossier, (), neighbours(dossier))


@pytest.fixture(scope="module")
def page(flagship):
    return compared(flagship)


def compared(reading):
    """The comparison of a dossier that has one."""
    made = comparison_page(reading)
    assert made is not None
    return made


@pytest.fixture(scope="module")
def molecule(flagship):
    made = weighed(flagship)
    assert made is not None
    return made


def side(page, ident):
    return next(s for s in page.sides if s.id == ident)


def test_every_look_alike_is_told_from_its_own_dossier(page, flagship):
    assert set(pointed_to(flagship.dossier)) == set(flagship.others)
    told = {s.id: s.told_in for s in page.sides if s.role == "look-alike"}
    assert told == {
        "thymosin-beta-4": "thymosin-beta-4",
        "tb-500": "thymosin-beta-4",
        "lkktetq": "thymosin-beta-4",
        "thymulin": "thymulin",
        "thymopentin": "thymopentin",
        "thymalin": "thymalin",
    }


def test_the_subject_comes_first(page):
    assert [s.role for s in page.sides][:2] == ["subject", "look-alike"]
    assert page.sides[0].average == "3108.32 Da"


def test_masses_origin_and_status_stand_side_by_side(page):
    beta = side(page, "thymosin-beta-4")
    assert (beta.residues, beta.monoisotopic) == (43, "4960.4863 Da")
    assert beta.origin == "A gene of its own, TMSB4X."
    assert [s.place for s in beta.statuses] == ["Sport"]
    assert side(page, "thymulin").status_words == "No status is on record in the dossier thymulin."


def test_an_extract_has_no_mass_and_says_why(page):
    extract = side(page, "thymalin")
    assert extract.average is extract.monoisotopic is extract.residues is None
    assert extract.no_mass == "Thymalin is an extract, a mixture without a single mass."
    assert all(a.name != "Thymalin" for a in page.agreements)


def test_unrelated_chains_are_not_made_relatives(page):
    beta = next(a for a in page.agreements if a.name == "Thymosin beta-4")
    assert beta.plot.one.replace("-", "") == page.sides[0].sequence
    assert "no more than chance gives" in beta.words


def test_what_is_confused_with_what(page):
    told = {(c.what, c.between): c for c in page.confusions}
    group = told["alike but for a group", ("Thymosin alpha-1", "Des-acetyl thymosin alpha-1")]
    assert group.arithmetic == "42.0106 Da lighter"
    piece = told["a piece of the other", ("Thymosin beta-4", "TB-500")]
    assert piece.text == "The shorter chain is residues 17 to 23 of the longer one."
    assert piece.arithmetic == "5.6 times as heavy"
    wrong = [c.arithmetic for c in page.confusions if c.what == "a misprint: sequence"]
    assert "sequence: residue 23 is E, not V; 29.9742 Da heavier" in wrong
    digit = told["a misprint: CAS number", ("Thymosin beta-4",)]
    assert digit.arithmetic == (
        "CAS number: its check digit would have to be 5; it is one slip from 77591-33-4"
    )
    given = told["a misprint: CAS number", ("Thymopentin",)]
    assert given.arithmetic is None


def test_without_the_other_dossiers_the_own_records_serve(flagship):
    alone = compared(Reading(flagship.dossier, ()))
    assert {s.told_in for s in alone.sides} == {"thymosin-alpha-1"}
    assert side(alone, "thymulin").monoisotopic == "858.3832 Da"


def test_a_dossier_without_look_alikes_has_no_comparison():
    dossier = read(locate("magnesium-myocardial-infarction"))
    assert comparison_page(Reading(dossier, ())) is None


def test_the_json_holds_what_the_page_shows(page):
    told = json.loads(json.dumps(page.as_json()))
    assert [c["id"] for c in told["compounds"]] == [s.id for s in page.sides]
    assert told["alignments"][0]["subject"] == page.agreements[0].plot.one
    assert len(told["confusions"]) == len(page.confusions)


def test_sources_that_only_the_other_dossier_has_lead_out_of_this_site(flagship):
    other = read(locate("thymulin"))
    page = compared(Reading(other, (), neighbours(other)))
    links = [t.source.href for s in page.sides for t in s.origin_told]
    here = {f"sources.html#sources-{name}" for name in other.sources}
    assert all(href is None or href in here or href.startswith("http") for href in links)


def test_a_neighbour_is_read_as_of_the_same_day(flagship):
    from datetime import date

    from thymos.dossier.asof import as_of

    then = as_of(flagship.dossier, date(2020, 1, 1))
    assert {d.as_of for d in neighbours(then).values()} == {date(2020, 1, 1)}


def test_the_card_weighs_the_subject(molecule):
    assert [r.monoisotopic for r in molecule.ladder] == [
        "3107.5114", "1554.2593", "1036.5087", "777.6333", "622.3081"
    ]  # fmt: skip
    assert "the monoisotopic peak is 64 % as high" in molecule.tallest
    assert [(a.text, a.product) for a in molecule.assays] == [
        ("778.0 to 316.0", "b3 (SDA), m/z 316.114"),
        ("767.3 to 955.0", "y26 3+ (AAVDTSSEITTKDLKEKKEVVEEAEN), m/z 955.152"),
    ]
    sodium = next(r for r in molecule.riders if r.name == "Na")
    assert sodium.at[2:4] == ("1043.8360", "783.1288")


def test_the_card_says_what_a_mass_leaves_open(molecule):
    told = " ".join(molecule.alike)
    assert "The same to the last digit: Thymosin alpha-1; Thymosin alpha-1, with Acetyl" in told
    assert "Within 11 mDa: Thymosin alpha-1, deamidated at N28; Des-acetyl" in told
    assert "19 mDa from the peak of Thymosin alpha-1 with 1 more neutron" in told
    assert "a resolution of about 160,000" in told
    assert "with acetonitrile (acetonitrile on top): 0.98 Da lighter" in told
    assert molecule.impossible[0] == (
        "Oxidised: it has no methionine, tryptophan, cysteine or histidine."
    )


def test_the_card_of_an_extract_weighs_nothing_and_says_so():
    reading = Reading(read(locate("thymalin")), ())
    view = identity_page(reading)
    assert view.weighed is None
    assert view.no_mass == "Thymalin is an extract, a mixture without a single mass"


def test_misprints_on_the_card_come_with_their_arithmetic(flagship):
    rows = identity_page(flagship).subject.misprints
    assert rows[0].wrong == ("Residue 23 is E, not V; 29.9742 Da heavier",)
