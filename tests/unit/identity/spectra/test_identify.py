"""Verdicts on made-up spectra whose content is known: what must be seen, excluded, left open."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.made_spectra import Instrument, Part, fragments_of, listed, profile
from thymos.identity.candidates import Candidate, CandidateSet, candidate_set, of
from thymos.identity.fragments import fragments
from thymos.identity.sequence import parse
from thymos.identity.spectra.accuracy import Resolving, Tolerance
from thymos.identity.spectra.identify import Settings, identify
from thymos.identity.spectra.judge import intact
from thymos.identity.spectra.run import MOST_WEIGHED
from thymos.identity.spectra.settle import Wished
from thymos.identity.spectra.spectrum import Analyser, Precursor, Source, Spectrum
from thymos.records.compound import Compound

CITES = [{"source": "made", "level": "primary"}]
CHAIN = "SDAAVDTSSEITTKDLKEKKEVVEEAEN"


def compound(ident, role, **more):
    given = {"id": ident, "name": ident.title(), "kind": "peptide", "role": role, "cites": CITES}
    return Compound.model_validate({**given, "described": "Made up.", **more})


KNOWN = candidate_set(
    [
        compound("peptide", "subject", proforma=f"[Acetyl]-{CHAIN}"),
        compound("naked", "related", proforma=CHAIN),
        compound("short", "look-alike", proforma="[Acetyl]-LKKTETQ"),
        compound("five", "look-alike", proforma="RKDVY"),
        compound("extract", "look-alike", kind="extract"),
    ],
    "peptide",
)
PPM = Settings(Wished(Tolerance(10, "ppm")))
DALTON = Settings(Wished(Tolerance(0.5, "Da")))


USUAL = Instrument(low=300.0)


def spectrum(instrument=USUAL, seed=1, **shares):
    names = {"deamidated": "peptide+deamidated", "amidated": "peptide+amidated"}
    parts = [Part(KNOWN[names.get(name, name)].atoms, share) for name, share in shares.items()]
    return profile(parts, instrument, np.random.default_rng(seed))


def told(found):
    return {j.candidate.id: j for j in found.judged}


def verdicts(found):
    return {j.candidate.id: j.verdict.value for j in found.judged}


def test_a_pure_peptide_is_consistent_and_its_look_alikes_are_excluded():
    found = verdicts(identify([spectrum(peptide=1)], KNOWN, PPM))
    assert found["peptide"] == "consistent"
    assert {found[name] for name in ("naked", "short", "five", "peptide+dimer")} == {"excluded"}


def test_what_is_consistent_names_its_isomers():
    one = told(identify([spectrum(peptide=1)], KNOWN, PPM))["peptide"]
    assert any("with Acetyl on a residue" in name for name in one.cannot_exclude)
    assert any("with E for S" in name for name in one.cannot_exclude)
    assert one.share == pytest.approx(1.0, abs=0.04)


@pytest.mark.parametrize(("seen", "gone"), [("naked", "peptide"), ("peptide", "naked")])
def test_one_acetyl_more_or_less_decides(seen, gone):
    found = verdicts(identify([spectrum(**{seen: 1})], KNOWN, PPM))
    assert (found[seen], found[gone]) == ("consistent", "excluded")


@pytest.mark.parametrize("share", [0.03, 0.1, 0.5])
def test_the_share_without_acetyl_is_found(share):
    one = told(identify([spectrum(peptide=1 - share, naked=share)], KNOWN, PPM))["naked"]
    assert one.verdict.value == "consistent"
    assert one.share == pytest.approx(share, rel=0.2)


def test_five_percent_deamidation_cannot_be_excluded_at_a_resolving_power_of_sixty_thousand():
    for share in (0.0, 0.05):
        seen = spectrum(Instrument(power=60_000), peptide=1 - share, deamidated=share)
        one = told(identify([seen], KNOWN, PPM))["peptide+deamidated"]
        assert one.verdict.value == "cannot tell"
        assert 0.05 < one.most < 0.2
        assert "beneath that of Peptide" in one.evidence[-1]


def test_four_hundred_thousand_tell():
    sharp = Settings(Wished(Tolerance(5, "ppm")))
    power = Instrument(power=400_000, low=500.0, high=1300.0)
    seen = identify([spectrum(power, peptide=0.95, deamidated=0.05)], KNOWN, sharp)
    one = told(seen)["peptide+deamidated"]
    assert one.verdict.value == "consistent"
    assert one.share == pytest.approx(0.05, rel=0.2)
    # A limit above what ratios of isotopes leave open.
    open_above = Settings(Wished(Tolerance(5, "ppm")), limit=0.08)
    pure = verdicts(identify([spectrum(power, peptide=1)], KNOWN, open_above))
    assert pure["peptide+deamidated"] == "excluded"


def test_half_deamidated_is_seen_even_where_isotopes_overlap():
    found = verdicts(identify([spectrum(peptide=0.5, deamidated=0.5)], KNOWN, PPM))
    assert (found["peptide"], found["peptide+deamidated"]) == ("consistent", "consistent")


def test_at_low_resolution_a_dalton_more_is_no_difference():
    one = told(identify([spectrum(Instrument(power=1000), peptide=1)], KNOWN, DALTON))["peptide"]
    assert one.verdict.value == "consistent"
    assert any("deamidated" in name for name in one.cannot_exclude)
    assert any("amidated at the C-terminus" in name for name in one.cannot_exclude)


def test_an_acetonitrile_adduct_can_stand_for_an_amide():
    """C2H3N on the naked chain is what acetyl and an amide are together."""
    atoms = KNOWN["naked"].atoms
    made = profile(
        [Part(atoms, 1.0, {"acetonitrile": 0.4})], Instrument(low=300.0), np.random.default_rng(2)
    )
    one = told(identify([made], KNOWN, PPM))["peptide+amidated"]
    assert "Naked with acetonitrile on top" in one.cannot_exclude


def test_a_stranger_is_consistent_with_nothing_and_is_told():
    stranger = of("GHRPLDKAELQSTFWNVIKDE")
    made = profile([Part(stranger.atoms)], Instrument(low=300.0), np.random.default_rng(3))
    found = identify([made], KNOWN, PPM)
    assert "consistent" not in verdicts(found).values()
    assert verdicts(found)["peptide"] == "excluded"
    (mass,) = found.unexplained
    assert mass.mass == pytest.approx(stranger.monoisotopic, abs=0.02)
    assert any(f"{mass.mass:.4f} Da" in warning for warning in found.warnings)


def test_noise_tells_nothing():
    draw = np.random.default_rng(0)
    grid = np.arange(400.0, 1400.0, 0.05)
    noise = Spectrum(grid, np.abs(draw.standard_normal(grid.size) + 2), profile=True)
    found = identify([noise], KNOWN, PPM)
    assert set(verdicts(found).values()) == {"cannot tell"}


def test_a_weak_spectrum_excludes_less():
    strong = identify([spectrum(Instrument(low=300.0, noise=1e-4), peptide=1)], KNOWN, PPM)
    weak = identify([spectrum(Instrument(low=300.0, noise=2e-2), peptide=1)], KNOWN, PPM)
    assert verdicts(strong)["naked"] == "excluded"
    assert verdicts(weak)["naked"] == "cannot tell"
    assert told(weak)["naked"].most > told(strong)["naked"].most


def test_an_absence_outside_the_range_says_nothing():
    narrow = spectrum(Instrument(low=750.0, high=800.0), peptide=1)
    found = told(identify([narrow], KNOWN, PPM))
    assert found["five"].verdict.value == "cannot tell"
    assert "None of its charge states" in found["five"].evidence[0]


def test_what_the_user_states_goes_before_the_file():
    blunt = Settings(Wished(Tolerance(10, "ppm"), Resolving(20_000, 1000.0)))
    found = identify([spectrum(peptide=1)], KNOWN, blunt)
    assert found.main is not None
    assert found.main.settled.peaks.resolving == Resolving(20_000, 1000.0)
    found = identify([replace(spectrum(peptide=1), analyser=Analyser.ORBITRAP)], KNOWN)
    assert found.main is not None
    assert str(found.main.settled.tolerance) == "10 ppm"
    assert any("usual for orbitrap" in warning for warning in found.warnings)


def test_a_list_that_states_nothing_is_read_with_care():
    bare = listed(spectrum(peptide=1))
    found = identify([bare], KNOWN)
    assert verdicts(found)["peptide"] == "consistent"
    assert any("the least that shows these isotopes" in warning for warning in found.warnings)


def test_one_peak_of_one_charge_state_is_not_enough():
    lone = Spectrum(np.array([1037.10]), np.array([100.0]), window=(400.0, 2000.0))
    assert verdicts(identify([lone], KNOWN, DALTON))["peptide"] == "cannot tell"


def test_one_peak_is_enough_where_ions_have_one_charge():
    one = KNOWN["peptide"].average + 1.00728
    lone = Spectrum(
        np.array([one]), np.array([100.0]), window=(500.0, 5000.0), source=Source.MALDI,
        analyser=Analyser.TOF, resolving_power=800.0,
    )  # fmt: skip
    found = told(identify([lone], KNOWN, DALTON))
    assert found["peptide"].verdict.value == "consistent"
    assert found["naked"].verdict.value == "cannot tell"


def test_a_list_of_three_charge_states_by_their_lightest_isotopes_is_read():
    mz = np.array([(3106.5041 + z * 1.00728) / z for z in (4, 3, 2)])
    bare = Spectrum(mz, np.array([50.0, 100.0, 20.0]), window=(400.0, 2000.0))
    found = told(identify([bare], KNOWN, PPM))
    assert found["peptide"].verdict.value == "consistent"
    # Nobody knows what was left out of a list below its smallest peak.
    assert found["naked"].verdict.value == "cannot tell"
    assert 0.05 < found["naked"].most < 0.5


def test_the_more_tolerance_the_less_is_excluded():
    made = spectrum(Instrument(low=300.0, off_ppm=3.0), peptide=1)
    gone = []
    for ppm in (5, 20, 100):
        found = identify([made], KNOWN, Settings(Wished(Tolerance(ppm, "ppm"))))
        gone.append(sum(v == "excluded" for v in verdicts(found).values()))
        assert verdicts(found)["peptide"] == "consistent"
    assert gone == sorted(gone, reverse=True)


def test_a_factor_on_all_heights_changes_nothing():
    made = spectrum(peptide=0.9, naked=0.1)
    one = identify([made], KNOWN, PPM)
    other = identify([replace(made, intensity=made.intensity * 1e-7)], KNOWN, PPM)
    assert verdicts(one) == verdicts(other)
    for a, b in zip(one.judged, other.judged, strict=True):
        assert a.share == pytest.approx(b.share, abs=1e-9)


def test_of_many_spectra_each_candidate_is_judged_where_it_stands_out_most():
    run = [spectrum(peptide=1, seed=s) for s in range(3)]
    late = replace(spectrum(naked=1), intensity=spectrum(naked=1).intensity * 0.2)
    found = identify([*run, late, Spectrum(np.zeros(0), np.zeros(0))], KNOWN, PPM)
    assert verdicts(found)["peptide"] == verdicts(found)["naked"] == "consistent"
    assert (found.counts.read, found.counts.empty, found.counts.intact) == (5, 1, 4)
    assert any("1 of 5 spectra are empty" in warning for warning in found.warnings)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_last_isotopes_of_a_pattern_need_nobody_else_to_explain_them(seed):
    """A tenth peak of 0.07 % is the peptide's own, however clean the list, and no deamidation."""
    maldi = Instrument(low=800.0, high=5000.0, power=12_000.0, source=Source.MALDI,
                       analyser=Analyser.TOF)  # fmt: skip
    seen = listed(spectrum(maldi, seed, peptide=1), power=12_000.0)
    found = told(identify([seen], KNOWN))
    same = {i for i, j in found.items() if j.candidate.formula == KNOWN["peptide"].formula}
    assert {i for i, j in found.items() if j.verdict.value == "consistent"} == same
    assert found["peptide"].share > 0.95


def test_peaks_that_run_into_one_are_no_third_species():
    """Half of each at a resolving power of 140,000, with four adducts: heights do not add up."""
    adducts = {"acetonitrile": 0.15, "TFA": 0.1, "acetate": 0.05, "NH4": 0.1}
    parts = [Part(KNOWN[i].atoms, 0.5, adducts) for i in ("peptide", "peptide+deamidated")]
    draw = np.random.default_rng(620_003)
    off = float(draw.uniform(-9.5, 9.5))
    instrument = Instrument(power=140_000.0, low=300.0, off_ppm=off)
    seen = profile(parts, instrument, draw)
    found = verdicts(identify([seen], KNOWN, PPM))
    assert found["peptide"] == found["peptide+deamidated"] == "consistent"
    assert found["peptide+carbamylated"] != "consistent"


def test_whatever_stands_out_in_a_spectrum_of_its_own_is_never_excluded():
    """Forty pieces, each in one spectrum, all but as tall as the first: more than are weighed
    whatever they hold."""
    pieces: list[Candidate] = []
    for one in KNOWN.candidates:
        apart = all(abs(one.monoisotopic - other.monoisotopic) > 3 for other in pieces)
        if one.monoisotopic > 600 and apart and len(pieces) < MOST_WEIGHED + 16:
            pieces.append(one)
    spectra = [
        replace(seen, intensity=seen.intensity * (1 - 0.005 * i))
        for i, one in enumerate(pieces)
        for seen in [
            listed(profile([Part(one.atoms)], USUAL, np.random.default_rng(i)), power=60_000)
        ]
    ]
    found = told(identify(spectra, KNOWN, PPM))
    assert {found[one.id].verdict.value for one in pieces} == {"consistent"}
    assert all(0.9 < found[one.id].share <= found[one.id].most for one in pieces)


def test_what_is_not_weighed_bounds_by_its_height():
    """A fifth of the signal, in a spectrum that was passed over, is more than the limit."""
    closer = identify([spectrum(peptide=1)], KNOWN, PPM).main
    assert closer is not None
    size = len(KNOWN.candidates)
    gone = next(i for i, c in enumerate(KNOWN.candidates) if c.id == "five")
    alone = intact([closer], size, 0.05)[gone]
    passed = intact([closer], size, 0.05, {gone: 0.2 * closer.weighed.total})[gone]
    assert (alone.verdict.value, passed.verdict.value) == ("excluded", "cannot tell")
    assert passed.most == pytest.approx(0.2)


def test_spectra_without_a_peak_are_refused():
    nothing = Spectrum(np.zeros(0), np.zeros(0))
    with pytest.raises(ValueError, match="the spectrum is empty"):
        identify([nothing], KNOWN)
    with pytest.raises(ValueError, match="all 2 spectra are empty"):
        identify([nothing, nothing], KNOWN)
    with pytest.raises(ValueError, match="expected a spectrum, found none"):
        identify([], KNOWN)


def test_an_extract_is_told_and_not_weighed():
    found = identify([spectrum(peptide=1)], KNOWN, PPM)
    assert any(w.startswith("Extract is an extract") for w in found.warnings)


ACETYLATED = KNOWN["peptide"]


def broken(proforma, *, every=1, noise=40, mz=777.6333, charge=4):
    ions = fragments(parse(proforma), charges=(1, 2))
    kept = [f.monoisotopic for f in ions if 85 < f.monoisotopic < 2000][::every]
    return fragments_of(kept, Precursor(mz, charge), noise=noise)


def test_the_first_b_ions_place_the_acetyl_group():
    found = identify([spectrum(peptide=1), broken(f"[Acetyl]-{CHAIN}")], KNOWN, PPM)
    one = told(found)["peptide"]
    line = next(e for e in one.evidence if e.startswith("b1 at"))
    assert "b1 at 130.05 (without Acetyl: 88.04)" in line
    assert "b2 at 245.08 (without Acetyl: 203.07)" in line
    assert "b3 at 316.11 (without Acetyl: 274.10)" in line
    assert line.endswith("the mass of Acetyl sits on S1.")


def test_fragments_exclude_an_acetyl_group_elsewhere_but_not_glutamate_for_serine():
    found = identify([spectrum(peptide=1), broken(f"[Acetyl]-{CHAIN}")], KNOWN, PPM)
    assert verdicts(found)["peptide+elsewhere"] == "excluded"
    assert verdicts(found)["peptide+s-to-e"] == "consistent"
    names = told(found)["peptide"].cannot_exclude
    assert any("with E for S" in name for name in names)
    assert not any("with Acetyl on a residue" in name for name in names)


def test_an_acetyl_group_on_lysine_is_seen_there():
    elsewhere = CHAIN.replace("K", "K[Acetyl]", 1)
    found = identify([spectrum(peptide=1), broken(elsewhere)], KNOWN, PPM)
    assert verdicts(found)["peptide"] == "excluded"
    assert verdicts(found)["peptide+elsewhere"] == "consistent"


def test_fragments_of_another_order_speak_against_the_mass():
    scrambled = "[Acetyl]-" + CHAIN[::-1]
    found = identify([spectrum(peptide=1), broken(scrambled)], KNOWN, PPM)
    assert verdicts(found)["peptide"] == "cannot tell"
    assert any("sequence may be another" in warning for warning in found.warnings)


def test_fragments_alone_judge_the_mass_that_was_isolated_and_nothing_else():
    found = identify([broken(f"[Acetyl]-{CHAIN}")], KNOWN, PPM)
    assert verdicts(found)["peptide"] == "consistent"
    assert verdicts(found)["peptide+elsewhere"] == "excluded"
    assert verdicts(found)["naked"] == verdicts(found)["five"] == "cannot tell"


def test_coarse_fragments_do_not_tell_a_dalton():
    """At half a dalton the deamidated chain has as many fragments; it is not promoted."""
    found = identify([spectrum(peptide=1), broken(f"[Acetyl]-{CHAIN}")], KNOWN, Settings(Wished()))
    assert verdicts(found)["peptide"] == "consistent"
    assert verdicts(found)["peptide+deamidated"] == "cannot tell"


def test_fragments_of_masses_nobody_has_are_passed_over():
    foreign = broken("GHRPLDKAELQSTFWNVIKDE", mz=900.5, charge=2)
    found = identify([spectrum(peptide=1), foreign], KNOWN, PPM)
    assert [test.value for test in found.tests] == ["intact mass, isotopes apart"]


@pytest.mark.parametrize("other", ["negative", "electrons"])
def test_fragments_of_another_chemistry_are_passed_over(other):
    foreign = broken("[Acetyl]-" + CHAIN[::-1])
    if other == "negative":
        # The same m/z with a proton too few is a mass of two protons more a charge.
        mz = (ACETYLATED.monoisotopic - 4 * 1.00727646688) / 4
        foreign = replace(foreign, polarity=-1, precursor=Precursor(mz, 4))
    else:
        foreign = replace(foreign, precursor=Precursor(777.6333, 4, by_electrons=True))
    found = identify([spectrum(peptide=1), foreign], KNOWN, PPM)
    assert verdicts(found)["peptide"] == "consistent"
    assert any("hold other ions than b and y" in warning for warning in found.warnings)


def test_no_verdict_speaks_of_more_than_the_three_words():
    found = identify([spectrum(peptide=1)], KNOWN, PPM)
    assert set(verdicts(found).values()) <= {"excluded", "consistent", "cannot tell"}
    said = " ".join(
        (*found.warnings, *found.not_shown, *(e for j in found.judged for e in j.evidence))
    )
    for word in ("genuine", "verified", "safe", "authentic", "pure", "counterfeit"):
        assert word not in said.replace("how pure it is", "").lower()


def test_every_kind_of_test_says_what_it_does_not_show():
    low = identify([spectrum(Instrument(power=1000), peptide=1)], KNOWN, DALTON)
    high = identify([spectrum(peptide=1), broken(f"[Acetyl]-{CHAIN}")], KNOWN, PPM)
    assert any("a difference of a dalton" in line for line in low.not_shown)
    assert any("leucine from isoleucine" in line for line in high.not_shown)
    assert any("parts of the signal, not of the amount" in line for line in high.not_shown)


def test_a_set_of_one_candidate_is_enough():
    alone = CandidateSet(ACETYLATED, (ACETYLATED,), (), (), ())
    assert verdicts(identify([spectrum(peptide=1)], alone, PPM)) == {"peptide": "consistent"}
