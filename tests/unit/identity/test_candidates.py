"""What a sample may turn out to be: made from records and the table of changes."""

import pytest

from tests.unit.identity.molecules import TA1
from thymos.identity import changes, sequence
from thymos.identity.candidates import Kind, candidate_set, candidates, of, same_mass
from thymos.identity.fragments import fragments
from thymos.records.compound import Compound

CITED = [{"source": "a", "level": "primary"}]


def record(ident="main", **given):
    base = {"id": ident, "name": ident, "kind": "peptide", "role": "subject",
            "described": "x", "cites": CITED}  # fmt: skip
    return Compound.model_validate(base | given)


def found_in(*records):
    return candidate_set(records, "main")


@pytest.fixture(scope="module")
def thymic():
    from thymos.dossier.read import locate, read

    return candidates(read(locate("thymosin-alpha-1")))


def test_what_the_issue_lists_is_there(thymic):
    weighed = {c.id.removeprefix("thymosin-alpha-1+"): c.monoisotopic for c in thymic.candidates}
    assert weighed["des-acetyl-thymosin-alpha-1"] == pytest.approx(3064.4936, abs=1e-4)
    assert weighed["deamidated"] == pytest.approx(3107.4881, abs=1e-4)
    assert weighed["amidated"] == pytest.approx(3105.5201, abs=1e-4)
    assert weighed["free-n+carbamylated"] == pytest.approx(3107.4994, abs=1e-4)
    assert weighed["dimer"] == pytest.approx(2 * 3106.5041, abs=2e-4)
    assert weighed["2-28"] == pytest.approx(3106.5041 - 42.01057 - 87.03203, abs=1e-4)
    assert weighed["1-27"] == pytest.approx(3106.5041 - 114.04293, abs=1e-4)
    assert {"tb-500", "lkktetq", "thymosin-beta-4", "thymulin", "thymopentin"} <= set(weighed)


def test_ids_are_there_once_and_the_subject_comes_first(thymic):
    idents = [c.id for c in thymic.candidates]
    assert len(idents) == len(set(idents))
    assert thymic.candidates[0] is thymic.subject
    assert [c.kind for c in thymic.candidates].count(Kind.SUBJECT) == 1


def test_every_form_of_a_candidate_has_its_atoms(thymic):
    for one in thymic.candidates:
        for form in one.forms:
            assert sequence.composition(form) == one.atoms, one.id


def test_a_record_gives_its_name_to_what_was_derived(thymic):
    bare = thymic["des-acetyl-thymosin-alpha-1"]
    assert bare.kind is Kind.UNMODIFIED
    assert thymic["thymosin-alpha-1+free-n+deamidated"].name == f"{bare.name}, deamidated at N28"
    with pytest.raises(KeyError):
        thymic["thymosin-alpha-1+free-n"]


def test_an_acetyl_group_elsewhere_and_an_exchange_weigh_the_same_to_the_last_digit(thymic):
    group = next(g for g in same_mass(thymic.candidates) if thymic.subject in g)
    assert {c.id.removeprefix("thymosin-alpha-1") for c in group} == {"", "+elsewhere", "+s-to-e"}
    assert len({c.monoisotopic for c in group}) == 1


def test_deamidated_and_carbamylated_without_acetyl_are_11_mda_apart(thymic):
    one, two = thymic["thymosin-alpha-1+deamidated"], thymic["thymosin-alpha-1+free-n+carbamylated"]
    assert two.monoisotopic - one.monoisotopic == pytest.approx(0.0112, abs=1e-4)
    assert any({one, two} <= set(g) for g in same_mass((one, two), 0.012))
    assert same_mass((one, two), 0.010) == ()


def test_an_extract_is_refused(thymic):
    told = {r.compound: r.reason for r in thymic.refused}
    assert told["thymalin"] == "Thymalin is an extract, a mixture without a single mass"
    assert "thymalin" not in {c.id for c in thymic.candidates}
    assert "no sequence and no formula" in told["prothymosin-alpha"]


def test_a_dossier_of_an_extract_has_no_subject_to_weigh():
    found = found_in(record(kind="extract"), record("other", role="look-alike", proforma="GG"))
    assert found.subject is None
    assert [c.id for c in found.candidates] == ["other"]
    assert found.invisible == found.impossible == ()


def test_nonsense_in_a_record_is_refused_in_one_line():
    found = found_in(record(proforma="[Acetyl]-SD9"))
    assert [r.reason for r in found.refused] == [
        "'[Acetyl]-SD9' is no ProForma string that is read here"
    ]


def test_a_small_molecule_is_weighed_by_its_formula():
    found = found_in(record(kind="small molecule", formula="C9H8O4"))
    assert [c.id for c in found.candidates] == ["main", "main+dimer"]
    assert found.subject is not None
    assert found.subject.monoisotopic == pytest.approx(180.0423, abs=1e-4)
    assert found.subject.proforma is None


def test_a_misprinted_sequence_is_a_candidate():
    wrong = {"what": "sequence", "found": "x", "proforma": "GAG", "cites": CITED}
    found = found_in(record(proforma="GAA", misprints=[wrong]))
    assert found["main+misprint-1"].kind is Kind.MISPRINT
    assert found["main+misprint-1"].proforma == "GAG"


def test_what_no_mass_shows(thymic):
    told = " ".join(thymic.invisible)
    for words in ("any other order", "D2, D6 and D15", "I11 and L16", "D-amino acids", "sterile",
                  "with E for S, and no Acetyl"):  # fmt: skip
        assert words in told


def test_changes_without_a_site_are_named(thymic):
    assert dict(thymic.impossible)["oxidised"] == "M W C H"
    assert "deamidated" not in dict(thymic.impossible)


@pytest.mark.parametrize(
    ("proforma", "change", "sites"),
    [
        ("MDM", "oxidised", (1, 3)),
        ("M[Oxidation]DM", "oxidised", (3,)),
        ("QDM", "pyro-q", (0,)),
        ("[Acetyl]-QDM", "pyro-q", None),
        ("KA", "carbamylated", (0, 1)),
        ("[Acetyl]-KA", "carbamylated", (1,)),
        ("KA-[Amidated]", "amidated", None),
        ("KA", "amidated", (3,)),
    ],
)
def test_sites_are_free_ends_and_free_residues(proforma, change, sites):
    made = {v.id: v.sites for v in changes.changed(sequence.parse(proforma))}
    assert made.get(change) == sites


def test_modifications_move_with_their_residues():
    peptide = sequence.parse("[Acetyl]-SDM[Oxidation]AK")
    lost = {v.id: v.forms[0].proforma for v in changes.deleted(peptide)}
    assert lost["less-d"] == "[Acetyl]-SM[Oxidation]AK"
    twice = {v.id: v.forms[0].proforma for v in changes.doubled(peptide)}
    assert twice["twice-s"] == "[Acetyl]-SSDM[Oxidation]AK"
    cut = {v.id: v.forms[0].proforma for v in changes.truncated(peptide)}
    assert cut["2-5-capped"] == "[Acetyl]-DM[Oxidation]AK"
    assert cut["1-4"] == "[Acetyl]-SDM[Oxidation]A"


def test_first_fragments_tell_where_the_group_sits(thymic):
    main, elsewhere = thymic.subject.forms[0], thymic["thymosin-alpha-1+elsewhere"].forms[0]
    bare = thymic["des-acetyl-thymosin-alpha-1"].forms[0]
    b3 = [
        next(f.monoisotopic for f in fragments(p, series=("b",)) if f.number == 3)
        for p in (main, elsewhere, bare)
    ]
    assert b3 == pytest.approx([316.114, 274.103, 274.103], abs=1e-3)


def test_first_fragments_of_the_notes():
    found = fragments(sequence.parse(TA1), series=("b",))
    assert [f.monoisotopic for f in found[:3]] == pytest.approx([130.05, 245.08, 316.11], abs=5e-3)


def test_b_and_y_are_the_whole(thymic):
    peptide = thymic.subject.forms[0]
    made = {f.name: f for f in fragments(peptide)}
    for cut in range(1, len(peptide)):
        both = made[f"b{cut}"].monoisotopic + made[f"y{len(peptide) - cut}"].monoisotopic
        assert both - 2 * 1.007276466621 == pytest.approx(thymic.subject.monoisotopic, abs=1e-6)


def test_one_by_hand():
    assert of("RKDVY", "five").name == "five"
    with pytest.raises(ValueError, match="'B' is no residue"):
        of("RKB")


def test_a_protein_is_weighed_without_all_its_pieces():
    found = found_in(record(proforma="[Acetyl]-" + "SDKPEGAV" * 4_000))
    assert found.subject is not None
    assert found.subject.monoisotopic > 3e6
    assert len(found.candidates) < 40
