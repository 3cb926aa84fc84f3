"""Every way in which a dossier can be wrong, and the one line that says so."""

# ruff: noqa: E501 - a complaint stands here as it is printed, on one line

import os
import time
from pathlib import Path

import pytest

from thymos.dossier.read import locate, read
from thymos.errors import DossierError, UnknownRecord

COUNT = "{arm: drug, events: 10, n: 100}"
REVIEW = "sources:\n  - {id: review, kind: review"

IN_THE_STUDY = [
    (
        "a count with a word",
        (COUNT, "{arm: drug, events: 10, n: '180 pts'}"),
        "20:36: results[0].counts[0].n: expected a whole number, found '180 pts'",
    ),
    (
        "more events than people",
        (COUNT, "{arm: drug, events: 101, n: 100}"),
        "20:9: results[0].counts[0]: expected events not above n = 100, found 101",
    ),
    (
        "a count beyond all people",
        (COUNT, "{arm: drug, events: 10, n: 99999999999999999999}"),
        "20:36: results[0].counts[0].n: expected a number not above 10000000000, "
        "found '99999999999999999999'",
    ),
    (
        "no is not false",
        ("isolates: true", "isolates: no"),
        "10:11: isolates: expected true or false, found 'no'",
    ),
    (
        "1 is not true",
        ("isolates: true", "isolates: 1"),
        "10:11: isolates: expected true or false, found '1'",
    ),
    (
        "a misspelt field",
        ("text: saline, randomised", "text: saline, randomized"),
        "9:48: arms[1].randomized: unknown field; did you mean randomised?",
    ),
    ("a missing field", ("name: ONE\n", ""), "1:1: name: is required, and missing"),
    (
        "a missing field inside",
        ("    outcome: death-28d\n", ""),
        "15:5: results[0].outcome: is required, and missing",
    ),
    (
        "a word outside the vocabulary",
        ("role: treated", "role: active"),
        "8:22: arms[0].role: expected 'treated' or 'control', found 'active'",
    ),
    (
        "an id with capitals",
        ("id: one", "id: One"),
        "1:5: id: expected an id of lower-case letters, digits, dots and hyphens, found 'One'",
    ),
    ("null where text belongs", ("ONE", "~"), "2:7: name: expected text, found nothing"),
    (
        "a mapping where a list belongs",
        ("reports:\n  - {source: trial-2020, role: primary}", "reports: {role: primary}"),
        "11:1: reports: expected a list, found a mapping",
    ),
    (
        "text where a mapping belongs",
        ("{text: Adults, condition: sepsis}", "Adults"),
        "6:13: population: expected a mapping of fields, found 'Adults'",
    ),
    (
        "an empty list where something is needed",
        ("reports:\n  - {source: trial-2020, role: primary}", "reports: []"),
        "11:1: reports: expected a list of at least 1, found an empty list",
    ),
    (
        "a reconstruction without its arithmetic",
        ("level: primary", "level: reconstructed"),
        "15:5: results[0]: expected the arithmetic of a reconstructed figure under 'derivation'",
    ),
    (
        "an unknown source",
        ("source: trial-2020, locator", "source: trial-20, locator"),
        "23:18: results[0].cites[0].source: expected the id of a known source "
        "(perhaps trial-2020), found 'trial-20'",
    ),
    (
        "an unknown outcome",
        ("outcome: death-28d", "outcome: death-28"),
        "16:14: results[0].outcome: expected the id of a known outcome (perhaps death-28d), "
        "found 'death-28'",
    ),
    (
        "an arm that the study has not",
        ("{arm: drug", "{arm: drugs"),
        "20:15: results[0].counts[0].arm: expected an arm of this study (drug, placebo), "
        "found 'drugs'",
    ),
    (
        "an unknown successor",
        ("    counts:", "    superseded_by: nope\n    counts:"),
        "19:20: results[0].superseded_by: expected a result of this study, or study/result of "
        "another, found 'nope'",
    ),
    (
        "a result that replaces itself",
        ("    counts:", "    superseded_by: one/death-28d\n    counts:"),
        "19:20: results[0].superseded_by: expected a chain that ends, "
        "found a circle: one/death-28d → one/death-28d",
    ),
    (
        "a study that overlaps itself",
        (
            "isolates: true",
            "isolates: true\noverlaps:\n"
            "  - {study: one, kind: shared patients, certainty: suspected, reason: Same ward.}",
        ),
        "12:13: overlaps[0].study: expected another study, found the study itself",
    ),
    (
        "a key twice",
        ("control: ", "name: TWO\ncontrol: "),
        "5:1: 'name' stands twice, first in line 2",
    ),
    (
        "a key twice on one line",
        (COUNT, "{arm: drug, events: 9, events: 10, n: 100}"),
        "20:32: 'events' stands twice, first in line 20",
    ),
]


@pytest.mark.parametrize(
    ("change", "line"), [c[1:] for c in IN_THE_STUDY], ids=[c[0] for c in IN_THE_STUDY]
)
def test_a_fault_in_a_study_is_one_line_with_its_place(study, told, change, line):
    assert told(study(*change)) == [f"studies/one.yaml:{line}"]


PLAIN = "expected plain YAML, found"
IN_A_FILE = [
    ("empty", "", "1: is empty"),
    ("only a comment", "# nothing yet\n", "1: is empty"),
    ("a list", "- sources\n", "1:1: expected a mapping of collections, found a list"),
    ("text", "sources\n", "1:1: expected a mapping of collections, found 'sources'"),
    (
        "a name with a line break",
        'sources: [{"a\\nb": 1, id: x, kind: page}]',
        "1:12: sources[0].'a\\nb': unknown field; known are id, kind, title, authors, container, "
        "issued, volume, issue, pages, publisher, language, doi, pmid, pmcid, url, identifiers, "
        "read_as, read_on, funding, interests, vendor_tied, notices, unreliable, note",
    ),
    (
        "an unknown collection",
        "souces: []\n",
        "1:1: souces: unknown collection; did you mean sources, outcomes, studies?",
    ),
    ("no list", "sources: {id: x}\n", "1:1: sources: expected a list of records, found a mapping"),
    (
        "a row of text",
        "sources: [x]\n",
        "1:11: sources[0]: expected a mapping of fields, found 'x'",
    ),
    (
        "an impossible date",
        f"{REVIEW}, issued: 2025-02-30}}\n",
        "2:40: sources[0].issued: expected a date that exists, written YYYY, YYYY-MM or YYYY-MM-DD, found '2025-02-30'",
    ),
    (
        "a date in words",
        f"{REVIEW}, issued: May 2025}}\n",
        "2:40: sources[0].issued: expected a date written YYYY, YYYY-MM or YYYY-MM-DD, found 'May 2025'",
    ),
    (
        "a date to come",
        f"{REVIEW}, issued: 2026-07}}\n",
        "2:40: sources[0].issued: expected a date not after 2026-06-01, found '2026-07'",
    ),
    (
        "an id taken",
        "sources:\n  - {id: later-2023, kind: page}\n",
        "2:10: sources[0].id: source 'later-2023' exists already, at base.yaml:10:10",
    ),
    ("an anchor", "sources: &a []\n", f"1:10: {PLAIN} an anchor (&a)"),
    ("an alias", "sources: [*a]\n", f"1:11: {PLAIN} an alias (*a)"),
    (
        "an alias bomb",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n",
        f"1:4: {PLAIN} an anchor (&a)",
    ),
    (
        "a tag that runs code",
        "sources: !!python/name:os.system\n",
        f"1:10: {PLAIN} a tag (tag:yaml.org,2002:python/name:os.system)",
    ),
    ("a merge key", "sources:\n  - <<: {id: x}\n", f"2:5: {PLAIN} a merge key"),
    ("a key that is a list", "? [a]\n: b\n", f"1:3: {PLAIN} a key that is not one word"),
    ("two documents", "sources: []\n---\nsources: []\n", f"2:1: {PLAIN} a second document"),
    ("a directive", "%TAG ! tag:x,2020:\n---\nsources: []\n", f"1:1: {PLAIN} a directive (%)"),
    (
        "deep in brackets",
        "sources: " + "[" * 5000 + "]" * 5000,
        f"1:49: {PLAIN} nesting more than 40 levels deep",
    ),
    (
        "deep in blocks",
        "\n".join(" " * i + "a:" for i in range(1000)),
        f"41:41: {PLAIN} nesting more than 40 levels deep",
    ),
    ("deep in dashes", "- " * 5000 + "a", f"1:81: {PLAIN} nesting more than 40 levels deep"),
    ("too many values", b"sources: [" + b"a," * 600_000 + b"]", " holds more than 500,000 values"),
    (
        "too large",
        b"sources:\n" + b"  - {id: x, kind: page}\n" * 2_200_000,
        " expected at most 5 MB, found more",
    ),
    ("Latin-1", "sources:\n  - {id: é}".encode("latin-1"), "2: is not text in UTF-8 (byte 19)"),
    ("UTF-16", "sources: []\n".encode("utf-16"), "1: is not text in UTF-8 (byte 1)"),
    ("NUL", b"sources:\n  - \0\n", "2: holds a NUL character"),
    ("a bell", b"sources:\n  - \a\n", "2: is not YAML: control characters are not allowed"),
    (
        "a tab",
        "sources:\n\t- x\n",
        "2:1: is not YAML: found character that cannot start any token (a tab, a backquote or an @ needs quotes; indent with spaces)",
    ),
    (
        "a colon in text",
        "sources:\n  - title: A: b\n",
        "2:13: is not YAML: mapping values are not allowed in this context (text that holds ': ' needs quotes)",
    ),
    ("an open bracket", "sources: [\n", "2:1: is not YAML: did not find expected node content"),
]


@pytest.mark.parametrize(
    ("text", "line"), [c[1:] for c in IN_A_FILE], ids=[c[0] for c in IN_A_FILE]
)
def test_a_file_that_cannot_be_used_is_one_line(told, text, line):
    assert told({"more.yaml": text}) == [f"more.yaml:{line}"]


def test_all_findings_of_all_files_come_at_once_in_order(told, study):
    bad = {"more.yaml": "souces: []\n", "z.yaml": "", **study("ONE", "~")}
    assert [line.split(":")[0] for line in told(bad)] == ["more.yaml", "studies/one.yaml", "z.yaml"]


def test_a_broken_record_does_not_break_references_to_it(told, study):
    event = "{id: a, event: rash, text: Rash., study: one, arm: drug, cites: [{source: trial-2020, level: primary}]}"
    bad = {**study("ONE", "~"), "safety.yaml": f"adverse_events:\n  - {event}\n"}
    assert told(bad) == ["studies/one.yaml:2:7: name: expected text, found nothing"]


def test_secondary_analyses_must_not_go_round(folder, told, study):
    link = "isolates: true\noverlaps: [{study: %s, kind: secondary analysis, certainty: suspected, reason: r}]"
    one = study("isolates: true", link % "two")["studies/one.yaml"]
    two = study("isolates: true", link % "one")["studies/one.yaml"].replace("id: one", "id: two")
    [line] = told({"studies/one.yaml": one, "studies/two.yaml": two})
    assert line.endswith(
        "overlaps[0].study: expected a chain that ends, found a circle: one → two → one"
    )


CLAIM = """\
claims:
  - id: helps
    text: It helps.
    kind: efficacy
    expects: benefit
    pico: {population: adults, intervention: testin, comparator: placebo, outcome: deth-28d}
    wordings: [{source: page, text: It may help.}]
    grounds:
      - {bears: supports, says: It did., records: [study:onne, thing:x, one, result:one/x]}
  - {id: stable, text: It is stable., kind: identity, test: {fact: {about: shelf-life, at_least: 2}}}
"""


def test_what_a_claim_names_must_exist(told):
    ground = "claims[0].grounds[0].records"
    assert [line.partition(": ")[2] for line in told({"claims.yaml": CLAIM})] == [
        "claims[0].pico.outcome: expected the id of a known outcome (perhaps death-28d), found 'deth-28d'",
        "claims[0].wordings[0].source: expected the id of a known source, found 'page'",
        f"{ground}[0]: expected a known record as study:id (perhaps study:one), found 'study:onne'",
        f"{ground}[1]: expected a kind of record before the colon (sources, searches, gaps, "
        "compounds, facts, limits, outcomes, studies, pools, claims, statuses, cautions, interactions, "
        "adverse_events, monitoring, parameters, edges, conflicts, models, regimens, inquiries, anecdotes), "
        "found 'thing:x'",
        f"{ground}[2]: expected a record as kind:id, found 'one'",
        f"{ground}[3]: expected a known result as result:study/result, found 'result:one/x'",
        "claims[1].test.fact.about: expected the id of a known fact about it, found 'shelf-life'",
    ]


def test_a_claim_about_effects_names_its_outcome_or_says_that_there_is_none(told, dossier):
    bare = CLAIM.partition("    wordings")[0].replace(", outcome: deth-28d", "")
    assert told({"claims.yaml": bare}) == [
        "claims.yaml:6:5: claims[0].pico.outcome: is required, and missing"
    ]
    written = dossier({"claims.yaml": bare.replace("placebo}", "placebo, outcome: null}")})
    assert written.claims["helps"].pico.outcome is None


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(folder, dossier):
    plain = dossier()
    text = (folder() / "studies/one.yaml").read_bytes()
    windows = dossier({"studies/one.yaml": b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n")})
    assert windows.studies == plain.studies


def test_words_keep_their_meaning(dossier, study):
    d = dossier(study("name: ONE", "name: no\nperiod: 1.10\nfunding: 2025-01\ninterests: null"))
    one = d.studies["one"]
    assert (one.name, one.period, one.funding, one.interests) == ("no", "1.10", "2025-01", None)


def test_the_head_is_needed_and_checked(folder, told):
    head = (folder() / "dossier.yaml").read_text()
    assert told({"dossier.yaml": head.replace("version: 1", "version: 7")}) == [
        "dossier.yaml:1:17: schema_version: expected a schema_version up to 1, found 7: "
        "this dossier needs a newer thymos"
    ]
    assert told({"dossier.yaml": head.replace("subject: testin", "subject: testn")}) == [
        "dossier.yaml:4:10: subject: expected the id of a known compound (perhaps testin), found 'testn'"
    ]
    assert told({"dossier.yaml": "- a"}) == [
        "dossier.yaml:1:1: expected a mapping of fields, found a list"
    ]


@pytest.mark.parametrize(
    ("make", "line"),
    [
        (lambda p: None, "expected a dossier folder, found nothing"),
        (
            lambda p: p.write_text(""),
            "expected a dossier folder with dossier.yaml in it, found a file",
        ),
        (lambda p: p.mkdir(), "expected a dossier folder, found no dossier.yaml in it"),
    ],
)
def test_what_is_no_dossier_folder(tmp_path, make, line):
    make(tmp_path / "x")
    with pytest.raises(DossierError) as caught:
        read(tmp_path / "x")
    assert str(caught.value) == f"{tmp_path / 'x'}: {line}"


def link(root: Path, name: str, target: str) -> None:
    (root / name).symlink_to(target)


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
@pytest.mark.parametrize(
    ("make", "line"),
    [
        (
            lambda r: (r / "a\nb.yaml").write_text("x"),
            "'a\\nb.yaml': expected a name of printable characters in UTF-8; not read",
        ),
        (
            lambda r: (r / os.fsdecode(b"\xff.yaml")).write_text("x"),
            "'\\udcff.yaml': expected a name of printable characters in UTF-8; not read",
        ),
        (
            lambda r: link(r, "out.yaml", "/etc/hostname"),
            "out.yaml: expected a file or folder, found a symbolic link",
        ),
        (
            lambda r: link(r, "round", "."),
            "round: expected a file or folder, found a symbolic link",
        ),
        (
            lambda r: link(r, "self.yaml", "self.yaml"),
            "self.yaml: expected a file or folder, found a symbolic link",
        ),
        (
            lambda r: os.mkfifo(r / "pipe.yaml"),
            "pipe.yaml: expected a file, found a device or a pipe",
        ),
        (
            lambda r: (r / "x.yml").write_text("a: 1"),
            "x.yml: expected a name that ends in .yaml; not read",
        ),
    ],
    ids=[
        "a line break in the name",
        "bytes in the name",
        "leading out",
        "a loop",
        "a link to itself",
        "a pipe",
        "another suffix",
    ],
)
def test_what_lies_in_the_folder_and_is_no_file_of_it(folder, told, make, line):
    make(folder())
    assert told({}) == [line]


def test_a_file_that_may_not_be_read(folder, told, monkeypatch):
    def locked(path, mode):
        if str(path).endswith("one.yaml"):
            raise PermissionError(13, "Permission denied")
        return open(path, mode)  # noqa: PTH123

    monkeypatch.setattr("thymos.dossier.files.open", locked, raising=False)
    assert told({}) == ["studies/one.yaml: cannot be read: permission denied"]


def test_a_thousand_broken_references_are_told_quickly(folder, told, study):
    rows = "".join(f"  - {{id: p{i}, kind: page}}\n" for i in range(2000))
    cites = "".join(f"      - {{source: q{i}, level: primary}}\n" for i in range(1000))
    start = time.process_time()
    lines = told(
        {
            "more.yaml": f"sources:\n{rows}",
            "studies/one.yaml": study("", "")["studies/one.yaml"] + cites,
        }
    )
    assert len(lines) == 1000
    assert time.process_time() - start < 20


def test_a_folder_comes_before_a_shipped_name(folder, tmp_path):
    assert locate(folder()) == tmp_path / "testin"
    with pytest.raises(UnknownRecord, match="no dossier folder or shipped dossier is called"):
        locate(tmp_path / "nothing")


def test_a_folder_in_the_place_of_the_head(folder, told):
    (folder({"dossier.yaml": None}) / "dossier.yaml").mkdir()
    assert told({"dossier.yaml": None}) == ["dossier.yaml: expected a file, found a folder"]


@pytest.mark.parametrize(
    "name", ["", "a" * 5000, "a\0b", "\ud800"], ids=["none", "long", "NUL", "surrogate"]
)
def test_a_name_that_no_system_allows(name):
    with pytest.raises((UnknownRecord, DossierError)):
        read(locate(name))
