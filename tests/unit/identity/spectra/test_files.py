"""Files of spectra: what was written is read again, in every format and packing; real files too."""

import gzip
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from pyteomics import mgf as py_mgf
from pyteomics import mzxml as py_mzxml

from benchmarks import made_spectra as made
from thymos.errors import DataError
from thymos.identity.spectra import files
from thymos.identity.spectra.files import read
from thymos.identity.spectra.spectrum import Analyser, Precursor, Source, Spectrum

DATA = Path(__file__).parent / "data"
INTACT = Spectrum(
    np.array([500.25, 500.75, 777.633312]), np.array([100.0, 62.5, 1e6]), id="scan=1",
    polarity=1, profile=False, window=(400.0, 2000.0), resolving_power=60000.0,
)  # fmt: skip
BROKEN = Spectrum(
    np.array([130.05, 245.077]), np.array([9.0, 8.0]), id="scan=2", level=2, polarity=1,
    profile=False, precursor=Precursor(777.6333, 4),
)  # fmt: skip


def written(path, text):
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def points(spectra):
    return [(s.mz.tolist(), s.intensity.tolist()) for s in spectra]


def same(one, other):
    assert one.mz == pytest.approx(other.mz, abs=1e-6)
    assert one.intensity == pytest.approx(other.intensity, abs=1e-3)


@pytest.mark.parametrize("deflate", [True, False])
def test_mzml_keeps_numbers_and_what_is_said_of_them(tmp_path, deflate):
    file = written(tmp_path / "a.mzML", made.mzml([INTACT, BROKEN], deflate=deflate))
    first, second = read(file)
    assert points([first, second]) == points([INTACT, BROKEN])
    assert (first.level, first.polarity, first.profile) == (1, 1, False)
    assert (first.window, first.resolving_power) == ((400.0, 2000.0), 60000.0)
    assert (second.level, second.precursor) == (2, Precursor(777.6333, 4))


def test_mzxml_keeps_numbers_and_what_is_said_of_them(tmp_path):
    first, second = read(written(tmp_path / "a.mzXML", made.mzxml([INTACT, BROKEN])))
    assert points([first, second]) == points([INTACT, BROKEN])
    assert (first.profile, first.polarity) == (False, 1)
    assert (second.level, second.precursor) == (2, Precursor(777.6333, 4))


def test_a_fragment_scan_inside_its_survey_scan_comes_after_it(tmp_path):
    text = made.mzxml([INTACT, BROKEN]).replace("</scan>\n<scan", "<scan", 1)
    nested = text.replace("</scan>\n</msRun>", "</scan></scan>\n</msRun>")
    assert [s.level for s in read(written(tmp_path / "a.mzXML", nested))] == [1, 2]


def test_mgf_is_a_list_of_fragment_spectra(tmp_path):
    text = "# remark\nMASS=Monoisotopic\n\n" + made.mgf([BROKEN, INTACT])
    broken, intact = read(written(tmp_path / "a.mgf", text))
    same(broken, BROKEN)
    assert (broken.level, broken.precursor) == (2, Precursor(777.6333, 4))
    assert (intact.level, intact.precursor) == (1, None)


@pytest.mark.parametrize("delimiter", [",", "\t", ";", " "])
def test_a_table_of_two_columns_is_one_spectrum(tmp_path, delimiter):
    (found,) = read(written(tmp_path / "a.csv", made.table(INTACT, delimiter)))
    same(found, INTACT)
    assert found.level == 1


@pytest.mark.parametrize(
    "text",
    [
        "500.25,100\n500.75,62.5\n777.633312,1000000\n",
        "Charge,Intensity (counts),m/z (Th)\n2,100,500.25\n2,62.5,500.75\n4,1e6,777.633312\n",
        "m/z;Abundance\n500,25;100\n500,75;62,5\n777,633312;1000000\n",
        "\ufeffMass/Charge\tHeight\n777.633312\t1e6\n500.25\t100\n500.75\t62.5\n",
    ],
)
def test_columns_are_known_by_name_or_are_the_first_two(tmp_path, text):
    (found,) = read(written(tmp_path / "peaks.tsv", text))
    same(found, INTACT)


def test_remarks_of_a_table_say_how_it_was_measured(tmp_path):
    text = (
        "# resolution: 60000\n# analyser: Orbitrap\n# polarity: positive\n# window: 400 to 2000\n"
        "# operator: somebody\nm/z,intensity\n500.25,100\n"
    )
    (found,) = read(written(tmp_path / "a.csv", text))
    assert (found.resolving_power, found.analyser) == (60000.0, Analyser.ORBITRAP)
    assert (found.polarity, found.window) == (1, (400.0, 2000.0))
    (broken,) = read(written(tmp_path / "b.csv", "# precursor: 777.6333, 4+\n130.05 9\n"))
    assert (broken.level, broken.precursor) == (2, Precursor(777.6333, 4))
    (laser,) = read(written(tmp_path / "c.csv", "# instrument: MALDI-TOF\n3107.5 9\n"))
    assert (laser.analyser, laser.source) == (Analyser.TOF, Source.MALDI)


def test_what_broke_an_ion_is_read(tmp_path):
    term = '<activation><cvParam accession="MS:1000598" value=""/></activation></precursor>'
    text = made.mzml([BROKEN]).replace("</precursor>", term)
    (found,) = read(written(tmp_path / "a.mzML", text))
    assert found.precursor == Precursor(777.6333, 4, by_electrons=True)
    text = made.mzxml([BROKEN]).replace("<precursorMz ", '<precursorMz activationMethod="ETD" ')
    (found,) = read(written(tmp_path / "a.mzXML", text))
    assert found.precursor == Precursor(777.6333, 4, by_electrons=True)


def test_packed_files_are_read_as_what_is_in_them(tmp_path):
    text = made.mzml([INTACT])
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/a.mzML", text)
        archive.writestr("__MACOSX/._a.mzML", "junk")
    for name, content in (
        ("a.mzML.gz", gzip.compress(text.encode())),
        ("a.zip", zipped.getvalue()),
        ("table.gz", gzip.compress(made.table(INTACT).encode())),
    ):
        (found,) = read(written(tmp_path / name, content))
        same(found, INTACT)


def test_points_come_in_order_of_mz(tmp_path):
    (found,) = read(written(tmp_path / "a.csv", "600,1\n500,2\n"))
    assert found.mz.tolist() == [500.0, 600.0]


def test_real_mzml_is_read_as_openms_reads_it():
    openms = pytest.importorskip("pyopenms")
    run = openms.MSExperiment()
    openms.MzMLFile().load(str(DATA / "tiny.pwiz.1.1.mzML"), run)
    ours = list(read(DATA / "tiny.pwiz.1.1.mzML"))
    for one, found in zip(run.getSpectra(), ours, strict=True):
        mz, intensity = one.get_peaks()
        assert found.id == one.getNativeID()
        assert found.level == one.getMSLevel()
        assert found.mz.tolist() == mz.tolist()
        assert found.intensity == pytest.approx(intensity)
        for precursor in one.getPrecursors()[:1]:
            assert found.precursor is not None
            assert found.precursor.mz == pytest.approx(precursor.getMZ())
            assert found.precursor.charge == precursor.getCharge()
    assert {s.analyser for s in ours} == {Analyser.TRAP}


def test_real_mzxml_is_read_as_pyteomics_reads_it():
    ours = list(read(DATA / "test.mzXML"))
    with py_mzxml.read(str(DATA / "test.mzXML")) as theirs:
        for one, found in zip(theirs, ours, strict=True):
            assert found.id == f"scan={one['num']}"
            assert found.mz == pytest.approx(one["m/z array"])
            assert found.intensity == pytest.approx(one["intensity array"])
            assert found.analyser is Analyser.TRAP
            assert found.source is Source.ESI


def test_real_mgf_is_read_as_pyteomics_reads_it():
    ours = list(read(DATA / "test.mgf"))
    with py_mgf.read(str(DATA / "test.mgf")) as theirs:
        for one, found in zip(theirs, ours, strict=True):
            assert found.id == one["params"]["title"]
            assert found.mz.tolist() == list(one["m/z array"])
            assert found.precursor is not None
            assert found.precursor.mz == one["params"]["pepmass"][0]


ARRAY = "<binaryDataArray encodedLength='16'>"
GOOD = made.mzml([INTACT], deflate=False)
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>\n'
DEEP = '<?xml version="1.0"?>\n<mzML>' + "<a>" * 100 + "</a>" * 100 + "</mzML>"

BAD = (
    ("empty.mzML", b"", "the file is empty"),
    ("cut.mzML", GOOD[: len(GOOD) // 2], r"cut.mzML:\d+: ends in the middle of its XML: cut off\?"),
    ("cut-tag.mzML", GOOD[:200], "ends in the middle of its XML"),
    ("bytes.mzML", GOOD.encode().replace(b"made", b"m\xe4de"), "bytes its encoding has not"),
    ("encoding.mzML", GOOD.replace("utf-8", "klingon"), "unknown encoding"),
    ("laughs.mzML", made.mzml([INTACT], head=LAUGHS), "document type declaration"),
    ("deep.mzML", DEEP, "nested more than 60 deep"),
    ("page.html", "<html><body>spectrum</body></html>", "neither mzML nor mzXML"),
    ("negative.mzML", made.mzml([Spectrum(INTACT.mz, -INTACT.intensity, id="s")]),
     "spectrum 's': expected intensities of 0 and above, found -100 at m/z 500.25"),
    ("nan.mzML", made.mzml([Spectrum(INTACT.mz, INTACT.intensity * np.nan, id="s")]),
     "expected intensities that are numbers, found nan"),
    ("mz.mzML", made.mzml([Spectrum(-INTACT.mz, INTACT.intensity, id="s")]),
     "expected m/z from 0 up to 1,000,000, found -500.25"),
    ("base64.mzML", GOOD.replace("<binary>", "<binary>***", 1), "an array is no base64"),
    ("half.mzML", GOOD.replace("<binary>", "<binary>AAAA", 1), "ends in the middle of a number"),
    ("deflated.mzML", GOOD.replace("MS:1000576", "MS:1000574"), "an array does not unpack"),
    ("numpress.mzML", GOOD.replace("MS:1000576", "MS:1002312"), "MS-Numpress are not read"),
    ("kind.mzML", GOOD.replace("MS:1000523", "MS:9999999"), "does not say how it is packed"),
    ("claim.mzML", GOOD.replace('defaultArrayLength="3"', 'defaultArrayLength="1342177280"'),
     "1,342,177,280 points are announced, 3 are there"),
    ("level.mzML", GOOD.replace('name="ms level" value="1"', 'name="ms level" value="one"'),
     "ms level: expected a number, found 'one'"),
    ("peaks.mzXML", made.mzxml([INTACT]).replace("AAA", "*", 1), "scan 'scan=1': an array is no"),
    ("packing.mzXML", made.mzxml([INTACT]).replace('"none"', '"rar"'), "packed as 'rar'"),
    ("count.mzXML", made.mzxml([INTACT]).replace('peaksCount="3"', 'peaksCount="4"'),
     "4 points are announced, 3 are there"),
    ("open.mgf", "BEGIN IONS\nPEPMASS=500\n100 1\n", "open.mgf:1: ends before this spectrum's END"),
    ("twice.mgf", "BEGIN IONS\nBEGIN IONS\nEND IONS\n", "twice.mgf:2: the spectrum of line 1 has"),
    ("end.mgf", "END IONS\n", "end.mgf:1: END IONS without BEGIN IONS"),
    ("peak.mgf", "BEGIN IONS\n100\nEND IONS\n", "peak.mgf:2: expected m/z and intensity"),
    ("mass.mgf", "BEGIN IONS\nPEPMASS=x\nEND IONS\n", "mass.mgf:2: PEPMASS: expected an m/z"),
    ("minus.mgf", "BEGIN IONS\n100 -1\nEND IONS\n", "expected intensities of 0 and above"),
    ("none.mgf", "# nothing\n", "expected BEGIN IONS, found none"),
    ("one.csv", "500.25\n600.1\n", "one.csv:1: expected m/z and intensity, found one column"),
    ("names.csv", "time,signal\n1,2\n", "names.csv:1: expected an m/z column, found 'time, si"),
    ("words.csv", "m/z,intensity\n500,many\n", "words.csv:2: expected numbers"),
    ("infinite.csv", "500,inf\n", "infinite.csv:1: expected numbers"),
    ("latin.csv", "m/z,intensity\n# gr\xf6\xdfe\n500,1\n".encode("latin-1"),
     "latin.csv:2: expected text in UTF-8, found the byte 0xf6"),
    ("utf16.csv", "m/z,intensity\n500,1\n".encode("utf-16"), "expected text in UTF-8"),
    ("binary.raw", b"\x01\xa1F\x00i\x00n\x00", "expected text in UTF-8, mzML or mzXML"),
    ("long.csv", "1" * 20_000, "long.csv:1: a line longer than 10,000 bytes"),
    ("resolution.csv", "# resolution: high\n500,1\n", "resolution: expected a number above 0"),
    ("cut.gz", gzip.compress(GOOD.encode())[:-40], "broken or cut off where it is packed"),
    ("broken.gz", b"\x1f\x8b" + b"junk" * 20, "broken or cut off where it is packed"),
    ("broken.zip", b"PK\x03\x04" + b"junk" * 20, "broken or cut off where it is packed"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "content", "told"), BAD, ids=[name for name, _, _ in BAD])
def test_what_cannot_be_read_is_told_in_one_line(tmp_path, name, content, told):
    file = written(tmp_path / name, content)
    with pytest.raises(DataError, match=told) as caught:
        list(read(file))
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(str(file))


def test_a_file_that_is_not_there_is_told_in_one_line(tmp_path):
    with pytest.raises(DataError, match="cannot be read: no such file or directory"):
        list(read(tmp_path / "gone.mzML"))
    with pytest.raises(DataError, match="cannot be read: is a directory"):
        list(read(tmp_path))


def bomb(name, size):
    text = b"m/z,intensity\n" + b"0" * size
    if name.endswith(".gz"):
        return gzip.compress(text)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.mzML", b"<mzML>" + b" " * size)
    return packed.getvalue()


@pytest.mark.parametrize("name", ["bomb.gz", "bomb.zip"])
def test_what_unpacks_to_far_more_than_it_is_is_refused(tmp_path, monkeypatch, name):
    monkeypatch.setattr(files, "FREE_BYTES", 2**20)
    monkeypatch.setattr("thymos.identity.spectra.lines.LONGEST", 2**30)
    file = written(tmp_path / name, bomb(name, 40_000_000))
    with pytest.raises(DataError, match="unpacks to more than 250 times its size"):
        list(read(file))


def test_an_archive_that_tells_its_size_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0,0\n" * 5_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("was unpacked"))
    with pytest.raises(DataError, match="unpacks to more than 250 times its size"):
        list(read(written(tmp_path / "a.zip", packed.getvalue())))


@pytest.mark.parametrize(("names", "told"), [((), "found 0"), (("a.csv", "b.csv"), "found 2")])
def test_an_archive_holds_one_file(tmp_path, names, told):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, "500,1\n")
        archive.comment = b"so that an empty one is not empty"
    content = packed.getvalue()
    if not names:
        content = b"PK\x03\x04" + content
    with pytest.raises(DataError, match=f"{told}|broken"):
        list(read(written(tmp_path / "a.zip", content)))


def test_spectra_are_given_before_the_file_ends(tmp_path):
    text = made.mzml([INTACT] * 2000)
    stream = read(written(tmp_path / "a.mzML", text[:-40]))
    same(next(stream), INTACT)
    with pytest.raises(DataError, match="cut off"):
        list(stream)
