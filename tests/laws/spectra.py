"""What holds for every spectrum: what is there is never excluded; nothing but DataError comes
out of a broken file; verdicts hang on ratios and not on units."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks import made_spectra as made
from thymos.errors import DataError
from thymos.identity.candidates import candidate_set
from thymos.identity.spectra.accuracy import Tolerance
from thymos.identity.spectra.files import read
from thymos.identity.spectra.identify import Settings, identify
from thymos.identity.spectra.settle import Wished
from thymos.identity.spectra.spectrum import Precursor, Spectrum
from thymos.records.compound import Compound

PEPTIDE = {
    "id": "peptide", "name": "Peptide", "kind": "peptide", "role": "subject",
    "proforma": "[Acetyl]-SDAAVDTSSEITTKDLK", "described": "Made up.",
    "cites": [{"source": "made", "level": "primary"}],
}  # fmt: skip
KNOWN = candidate_set([Compound.model_validate(PEPTIDE)], "peptide")
LIKELY = [
    i for i, c in enumerate(KNOWN.candidates) if 1000 < c.monoisotopic < 2500 or c.id == "peptide"
]
FEW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])

POWERS = st.sampled_from(
    [(1_000.0, "Da", 0.5), (12_000.0, "ppm", 20.0), (60_000.0, "ppm", 10.0), (3e5, "ppm", 5.0)]
)
MIXTURES = st.lists(
    st.tuples(st.sampled_from(LIKELY), st.floats(0.06, 1.0)), min_size=1, max_size=3,
    unique_by=lambda part: KNOWN.candidates[part[0]].formula,
)  # fmt: skip


@pytest.mark.slow
@FEW
@given(
    MIXTURES, POWERS, st.floats(-0.8, 0.8), st.sampled_from([1e-4, 1e-3, 1e-2]), st.integers(0, 99)
)
def test_what_makes_up_the_limit_or_more_is_never_excluded(mixture, power, off, noise, seed):
    resolving, unit, width = power
    ppm = width if unit == "ppm" else 100.0
    instrument = made.Instrument(
        power=resolving, off_ppm=off * ppm, scatter_ppm=0.03 * ppm, noise=noise, low=300.0
    )
    total = sum(share for _, share in mixture)
    parts = [made.Part(KNOWN.candidates[i].atoms, share / total) for i, share in mixture]
    seen = made.profile(parts, instrument, np.random.default_rng(seed))
    found = identify([seen], KNOWN, Settings(Wished(Tolerance(width, unit))))
    for i, share in mixture:
        if share / total >= 0.05:
            assert found.judged[i].verdict.value != "excluded"


@pytest.mark.slow
@FEW
@given(MIXTURES, st.floats(1e-9, 1e9), st.integers(0, 99))
def test_verdicts_do_not_hang_on_the_unit_of_heights(mixture, factor, seed):
    parts = [made.Part(KNOWN.candidates[i].atoms, share) for i, share in mixture]
    seen = made.profile(parts, made.Instrument(low=300.0), np.random.default_rng(seed))
    asked = Settings(Wished(Tolerance(10, "ppm")))
    one = identify([seen], KNOWN, asked)
    other = identify([replace(seen, intensity=factor * seen.intensity)], KNOWN, asked)
    assert [j.verdict for j in one.judged] == [j.verdict for j in other.judged]


@FEW
@given(
    st.lists(st.tuples(st.floats(50, 5000), st.floats(0, 1e12)), min_size=1, max_size=60),
    st.sampled_from([None, True, False]),
)
def test_any_list_of_points_has_an_answer(rows, profile):
    mz, height = np.array(sorted(rows)).T
    spectrum = Spectrum(mz, height, profile=profile)
    if not height.any():
        with pytest.raises(ValueError, match="empty"):
            identify([spectrum], KNOWN)
        return
    for judged in identify([spectrum], KNOWN).judged:
        assert judged.share is None or 0 <= judged.share <= 1 + 1e-9
        assert judged.most is None or 0 <= judged.most <= 1 + 1e-9


INTACT = Spectrum(np.array([500.0, 501.0]), np.array([1.0, 2.0]), id="a", window=(400.0, 900.0))
BROKEN = Spectrum(
    np.array([130.0]), np.array([9.0]), id="b", level=2, precursor=Precursor(700.0, 2)
)
WHOLE = (
    ("a.mzML", made.mzml([INTACT, BROKEN]).encode()),
    ("a.mzXML", made.mzxml([INTACT, BROKEN]).encode()),
    ("a.mgf", made.mgf([BROKEN, INTACT]).encode()),
    ("a.csv", made.table(INTACT).encode()),
)


@pytest.mark.parametrize(("name", "content"), WHOLE, ids=[name for name, _ in WHOLE])
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_a_broken_file_is_read_or_refused_in_one_line(tmp_path, name, content, data):
    damaged = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        kind = data.draw(st.sampled_from(["change", "cut", "drop", "double"]))
        if kind == "change":
            damaged[place] = data.draw(st.integers(0, 255))
        elif kind == "cut":
            damaged = damaged[: max(place, 1)]
        elif kind == "drop":
            del damaged[place : place + 10]
            damaged = damaged or bytearray(b" ")
        else:
            damaged[place:place] = damaged[place : place + 40]
    file = tmp_path / name
    file.write_bytes(bytes(damaged))
    spectra, error = outcome(file)
    for spectrum in spectra:
        assert np.isfinite(spectrum.mz).all()
        assert (spectrum.intensity >= 0).all()
    assert "\n" not in error
    assert error == "" or error.startswith(str(file))


def outcome(file):
    """The spectra of a file as far as they go, and the error that ends them, or nothing."""
    spectra: list[Spectrum] = []
    try:
        spectra.extend(read(file))
    except DataError as error:
        return spectra, str(error)
    return spectra, ""
