"""`thymos identify` on spectra: table, JSON, SVG, the Python API, and what it refuses."""

import gzip
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from pydantic import ConfigDict, TypeAdapter, with_config

from benchmarks import made_spectra as made
from tests.doors.test_no_advice import instructions
from thymos import api
from thymos.cli import main
from thymos.identity.candidates import candidates
from thymos.identity.fragments import fragments
from thymos.identity.spectra.spectrum import Precursor, Spectrum
from thymos.views.shapes import SHAPES

SUBJECT = "thymosin-alpha-1"
BARE = "des-acetyl-thymosin-alpha-1"
REAL = Path(__file__).parents[1] / "unit" / "identity" / "spectra" / "data"


@pytest.fixture(scope="module")
def known():
    return candidates(api.load(SUBJECT).known)


@pytest.fixture(scope="module")
def mixture(known, tmp_path_factory):
    """Seven parts of the peptide and three without acetyl, and fragments of the first."""
    parts = [made.Part(known[SUBJECT].atoms, 0.7, {"Na": 0.15}), made.Part(known[BARE].atoms, 0.3)]
    intact = made.profile(parts, made.Instrument(low=300.0), np.random.default_rng(3))
    ions = fragments(known[SUBJECT].forms[0], charges=(1, 2))
    broken = made.fragments_of(
        [f.monoisotopic for f in ions if 80 < f.monoisotopic < 2000], Precursor(777.6333, 4),
        noise=40,
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("spectra")
    (folder / "mix.mzML").write_text(made.mzml([intact, broken]))
    (folder / "mix.csv").write_text(
        "# resolution: 60000\n# window: 300 to 2000\n" + made.table(made.listed(intact))
    )
    (folder / "mix.mgf").write_text(made.mgf([broken]))
    (folder / "mix.mzXML.gz").write_bytes(gzip.compress(made.mzxml([intact]).encode()))
    return folder


def run(*arguments):
    done = CliRunner().invoke(main, ["identify", *map(str, arguments)], catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


def as_json(*arguments):
    code, out, err = run(*arguments, "--format", "json")
    assert (code, err) == (0, "")
    shape = with_config(ConfigDict(extra="forbid"))(dict(SHAPES)["identify"])
    TypeAdapter(shape).validate_json(out, strict=True)
    return json.loads(out)


def verdicts(found):
    return {one["id"]: one["verdict"] for one in found["candidates"]}


def test_a_mixture_is_told_with_shares_and_what_cannot_be_excluded(mixture):
    found = as_json(mixture / "mix.mzML", "--tolerance", "10 ppm")
    assert (found["kind"], found["compound"]) == ("spectrum", "Thymosin alpha-1")
    assert found["tests"] == ["intact mass, isotopes apart", "fragments"]
    by_id = {one["id"]: one for one in found["candidates"]}
    assert by_id[SUBJECT]["verdict"] == by_id[BARE]["verdict"] == "consistent"
    assert by_id[BARE]["share"] == pytest.approx(0.3 / (0.3 + 0.7 * 0.85), rel=0.1)
    for name in ("thymosin-beta-4", "tb-500", "thymulin", "thymosin-alpha-1+misprint-1"):
        assert by_id[name]["verdict"] == "excluded"
    assert any("E for S" in name for name in by_id[SUBJECT]["cannot_exclude"])
    assert any("sodium" in line for line in by_id[SUBJECT]["evidence"])
    ion = by_id[SUBJECT]["ions"][0]
    assert abs(ion["off_ppm"]) < 2
    assert ion["computed"] == pytest.approx(ion["mz"], abs=0.01)


@pytest.mark.parametrize("name", ["mix.csv", "mix.mzXML.gz"])
def test_every_format_gives_the_same_verdicts(mixture, name):
    whole = verdicts(as_json(mixture / "mix.mzML", "--tolerance", "10 ppm"))
    found = verdicts(as_json(mixture / name, "--tolerance", "10 ppm"))
    for ident in (SUBJECT, BARE, "thymosin-beta-4", "tb-500", "thymulin"):
        assert found[ident] == whole[ident]


def test_fragments_alone_are_enough_for_the_mass_they_are_of(mixture):
    found = as_json(mixture / "mix.mgf", "--tolerance", "10 ppm")
    assert verdicts(found)[SUBJECT] == "consistent"
    assert verdicts(found)[BARE] == "cannot tell"
    assert found["tests"] == ["fragments"]
    assert found["masses"] == []


def test_the_table_says_the_same_and_what_is_not_shown(mixture):
    code, text, _ = run(mixture / "mix.mzML", "--tolerance", "10 ppm")
    flat = " ".join(text.replace("│", " ").split())
    assert code == 0
    assert "2 spectra read, 1 weighed" in flat
    assert "Held to 10 ppm, as stated; resolving power 6" in flat
    assert ", measured." in flat
    assert "the mass of Acetyl sits on S1" in flat.replace(" mass of Acetyl", " mass of Acetyl")
    assert "What this does not show" in text
    assert "no spectrum can be held against it" in flat
    assert instructions(text) == []


def test_the_drawing_is_a_file_of_its_own(mixture, tmp_path):
    out = tmp_path / "drawn.svg"
    code, _, _ = run(mixture / "mix.mzML", "--svg", out)
    assert code == 0
    root = ET.fromstring(out.read_text("utf-8"))
    assert root.get("role") == "img"
    words = "".join(root.itertext())
    assert "A 3+" in words
    assert "Des-acetyl thymosin alpha-1" in words


def test_no_drawing_is_made_without_intact_ions(mixture, tmp_path):
    out = tmp_path / "drawn.svg"
    code, text, err = run(mixture / "mix.mgf", "--svg", out)
    assert (code, text) == (2, "")
    assert "no spectrum of intact ions to draw" in err
    assert not out.exists()


def test_the_api_says_the_same(mixture):
    view = api.load(SUBJECT).identify(mixture / "mix.mzML", tolerance="10 ppm")
    told = view.as_json()
    assert told == as_json(mixture / "mix.mzML", "--tolerance", "10 ppm")


def test_the_engine_takes_its_candidates_from_the_dossier(mixture):
    found = as_json(mixture / "mix.mzML", "--dossier", "thymopentin", "--tolerance", "10 ppm")
    assert found["compound"] == "Thymopentin"
    assert verdicts(found)["thymopentin"] == "excluded"
    assert verdicts(found)[SUBJECT] == "consistent"  # its record is a look-alike there
    assert any(w.startswith("Unexplained: monoisotopic mass 3064.4") for w in found["warnings"])


def test_an_extract_has_nothing_to_be_held_against(mixture):
    code, out, err = run(mixture / "mix.mzML", "--dossier", "thymalin")
    assert (code, out) in ((2, ""), (0, out))
    if code == 2:
        assert "is an extract" in err
        assert err.count("\n") == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tiny.pwiz.1.1.mzML", "test.mzXML", "test.mgf"])
def test_real_files_of_other_things_are_never_consistent(name):
    found = as_json(REAL / name)
    assert "consistent" not in verdicts(found).values()


GOOD = Spectrum(np.array([500.0, 501.0]), np.array([1.0, 2.0]))

BAD = (
    (("gone.mzML",), None, "cannot be read: no such file or directory"),
    (("empty.mzML",), b"", "the file is empty"),
    (("cut.mzML",), made.mzml([GOOD])[:-60].encode(), "cut off?"),
    (("none.mzML",), made.mzml([]).encode(), "expected a spectrum, found none"),
    (
        ("blank.mzML",),
        made.mzml([Spectrum(np.zeros(0), np.zeros(0))]).encode(),
        "the spectrum is empty",
    ),
    (("flat.csv",), b"500,0\n600,0\n", "the spectrum is empty"),
    (
        ("minus.csv",),
        b"400,7\n500,-1\n",
        "minus.csv:2: expected intensities of 0 and above, found -1 at m/z 500",
    ),
    (("a.csv", "--tolerance", "5"), b"500,1\n", "expected a tolerance such as"),
    (("a.csv", "--tolerance", "-5 ppm"), b"500,1\n", "expected a tolerance such as"),
    (("a.csv", "--resolution", "fine"), b"500,1\n", "expected a resolving power such as"),
    (("a.csv", "--limit", "0"), b"500,1\n", "expected a limit from 0.1 to 50 percent, found 0"),
    (("a.csv", "--limit", "nan"), b"500,1\n", "expected a limit from 0.1 to 50 percent, found nan"),
    (("a.csv", "--dossier", "nobody"), b"500,1\n", "nobody"),
    (("a.csv", "--svg", "/nowhere/at/all.svg"), b"500,9\n600,1\n", "/nowhere/at"),
)


@pytest.mark.parametrize(("arguments", "content", "told"), BAD, ids=[a[-1] for a, _, _ in BAD])
def test_what_cannot_be_answered_is_told_in_one_line(tmp_path, arguments, content, told):
    name, *options = arguments
    if content is not None:
        (tmp_path / name).write_bytes(content)
    code, out, err = run(tmp_path / name, *options, "--format", "json")
    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_a_claim_of_ten_gigabytes_allocates_nothing(tmp_path):
    text = made.mzml([GOOD]).replace('defaultArrayLength="2"', 'defaultArrayLength="1342177280"')
    (tmp_path / "claim.mzML").write_text(text)
    code, _, err = run(tmp_path / "claim.mzML")
    assert code == 2
    assert "1,342,177,280 points are announced, 2 are there" in err


@pytest.mark.slow
def test_memory_does_not_grow_with_the_file(tmp_path, known):
    """A file a hundred times as long, read in a process that may not have much more memory."""
    intact = made.profile(
        [made.Part(known[SUBJECT].atoms)], made.Instrument(power=20_000.0), np.random.default_rng(1)
    )
    one = made.mzml([intact], deflate=False)
    body = one[one.index("<spectrum ") : one.index("</spectrumList>")]
    used = []
    for copies in (3, 150):
        file = tmp_path / f"{copies}.mzML"
        file.write_text(one.replace(body, copies * body))
        # Not `ru_maxrss`, which a new process takes over from the one that started it.
        program = (
            "import sys; from thymos import api; "
            "api.load(sys.argv[1]).identify(sys.argv[2]); "
            "told = open('/proc/self/status').read().split('VmHWM:')[1]; "
            "print(int(told.split()[0]) // 1024)"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, SUBJECT, str(file)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        used.append(int(done.stdout))
    assert used[1] - used[0] < 60
