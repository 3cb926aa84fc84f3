"""The prose benchmark itself: its reader of pages, its scorer, its intervals, its log."""

import re

import pytest

from benchmarks.check_prose import wilson
from benchmarks.prose import bench, careful
from benchmarks.prose.bench import Tally, kind_of, measure, share
from benchmarks.prose.corpus import pages, read_page
from thymos.dossier.read import shipped
from thymos.errors import Finding, Severity

HEAD = "---\ndossier: velotide\nregister: forum\nform: markdown\n---\n"


def page_of(tmp_path, written, head=HEAD):
    path = tmp_path / "one.page"
    path.write_text(head + written, "utf-8")
    return read_page(path)


def test_a_page_is_its_lines_without_marks_and_without_twins(tmp_path):
    page = page_of(
        tmp_path,
        "# A heading\n"
        "\n"
        "[!route | nothing shows it] It works as a spray.\n"
        "[~] It is given under the skin.\n"
        "[=hedged] It may help.\n"
        "[~!overclaim] It helps.\n",
    )
    assert page.text == "# A heading\n\nIt works as a spray.\nIt may help.\n"
    assert [(line.number, line.flag, line.kind, line.twin_kind) for line in page.lines] == [
        (1, False, None, None),
        (2, False, None, None),
        (3, True, "route", None),
        (4, False, "hedged", "overclaim"),
    ]


def test_a_twin_takes_the_place_of_its_line(tmp_path):
    page = page_of(tmp_path, "First.\n[!route] A spray works.\n[~] A spray was not tried.\nLast.\n")
    assert page.with_twin(page.lines[1]) == "First.\nA spray was not tried.\nLast.\n"


@pytest.mark.parametrize(
    "line", ["[a link](page.html) and more", "- [ ] a box", "[1] A reference."]
)
def test_brackets_that_are_no_marks_are_text(tmp_path, line):
    assert page_of(tmp_path, line + "\n").text == line + "\n"


def test_words_are_those_that_a_reader_sees(tmp_path):
    head = HEAD.replace("markdown", "html")
    assert page_of(tmp_path, '<p class="a b">\nThree words here\n</p>\n', head).words == 3


@pytest.mark.parametrize(
    ("written", "line", "told"),
    [
        ("A.\n[!miracle] B.\n", 7, "expected a kind to flag, found 'miracle'"),
        ("[~] A twin of nothing.\n", 6, "expected a twin with the other label"),
        ("[!route] A.\n[~!route] B.\n", 7, "expected a twin with the other label"),
        ("[!route] A.\n[~] B.\n[~] C.\n", 8, "expected a twin with the other label"),
        ("A.\n[!route | never closed. B.\n", 7, "expected a mark such as [!kind | why]"),
        ("[route] The sign is missing.\n", 6, "expected a mark such as [!kind | why]"),
        ("A.\n\n[=hedged]\n", 8, "expected a sentence after the mark, found none"),
    ],
)
def test_a_broken_line_is_told_with_its_file_and_line(tmp_path, written, line, told):
    place = re.escape(f"{tmp_path / 'one.page'}:{line}: ")
    with pytest.raises(ValueError, match=place + re.escape(told)):
        page_of(tmp_path, written)


@pytest.mark.parametrize(
    ("head", "line", "told"),
    [
        ("No head.\n", 1, "expected a head"),
        ("---\ndossier: velotide\nform: text\n---\n", 1, "found no register"),
        (HEAD.replace("markdown", "word"), 4, "expected markdown, html or text, found 'word'"),
        (HEAD.replace("register", "regster"), 3, "found 'regster: forum'"),
        (HEAD.replace("form:", "dossier:"), 4, "found 'dossier: markdown'"),
    ],
)
def test_a_broken_head_is_told_with_its_file_and_line(tmp_path, head, line, told):
    place = re.escape(f"{tmp_path / 'one.page'}:{line}: ")
    with pytest.raises(ValueError, match=place + ".*" + re.escape(told)):
        page_of(tmp_path, "A.\n", head)


def flag(line, rule="route", severity=Severity.WARNING):
    return Finding("f", line, 1, rule=rule, severity=severity, reason="why", claim="c")


class Doubled:
    """A checker that flags every line in which a word stands."""

    def __init__(self, word):
        self.word = word

    def flags(self, page, text):
        found = (n for n, line in enumerate(text.splitlines(), 1) if self.word in line)
        return {number: [flag(number)] for number in found}

    def abstained(self, page):
        return {2, 4}


def test_flags_are_scored_by_line_and_pairs_by_both_of_their_lines(tmp_path, monkeypatch):
    page = page_of(
        tmp_path,
        "[!route] It works as a spray.\n"  # flagged, and its twin is not: a right pair
        "[~] It was not tried so.\n"
        "[!booster] It keeps you well.\n"  # missed
        "[~] Nobody looked whether it does.\n"
        "[=hedged] It may work.\n"  # a false flag; its twin is flagged too: no right pair
        "[~!overclaim] It works.\n"
        "Nothing to say of this.\n",
    )
    monkeypatch.setattr(bench, "Checker", lambda: Doubled("work"))
    tally = measure([page])
    assert tally.right == {"route": 1}
    assert tally.missed == {"booster": 1}
    assert tally.false == {"route": 1}
    assert tally.pairs == {"route": 1, "booster": 1, "overclaim": 1}
    assert tally.pairs_right == {"route": 1}
    assert tally.counts() == (1, 1, 1)
    assert tally.sentences == 4
    assert (tally.abstained, tally.abstained_to_flag) == (2, 1)
    assert [line.split()[0] for line in tally.told] == ["missed", "false"]


def test_every_rule_has_a_kind_of_the_policy():
    assert kind_of("swapped-arms") == "misquoted_number"
    assert kind_of("cure-all") == "cure_all"
    assert kind_of("a-rule-that-is-new") == "overclaim"


def test_shares_bear_wilsons_interval():
    # Newcombe 1998, table I: 81 of 263, and 15 of 148; 0 of 20; 1 of 29.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)
    assert share(81, 263) == "0.31 (0.26 to 0.37; 81/263)"
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.fixture
def log(tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "LOG", tmp_path / "opened.csv")
    monkeypatch.setattr(bench, "hashes", lambda: ("pages", "rules-1"))
    return tmp_path / "opened.csv"


def test_an_opening_is_written_down_once(log):
    tally = Tally()
    tally.right["route"], tally.false["route"] = 3, 1
    bench.log_opening(tally)
    bench.log_opening(tally)
    first, *rows = log.read_text("utf-8").splitlines()
    assert first == "day,release,pages,rules,precision,recall,pairs"
    (row,) = rows
    assert row.endswith(",pages,rules-1,3/4,3/3,0/0")


def test_other_rules_may_not_open_the_held_out_pages_in_the_same_release(log, monkeypatch, capsys):
    bench.log_opening(Tally())
    assert bench.refusal() is None
    monkeypatch.setattr(bench, "hashes", lambda: ("pages", "rules-2"))
    monkeypatch.setattr(bench, "pages", lambda part: pytest.fail("the pages were opened"))
    assert bench.main(["heldout"]) == 2
    assert "expected the same rules, found rules-2" in capsys.readouterr().err
    monkeypatch.setattr("thymos.__version__", "99.0")
    assert bench.refusal() is None


def test_the_held_out_pages_are_opened_whole_or_not_at_all(log, monkeypatch, capsys):
    monkeypatch.setattr(bench, "pages", lambda part: pytest.fail("the pages were opened"))
    assert bench.main(["heldout", "--dossier", "velotide"]) == 2
    assert "opened whole" in capsys.readouterr().err


def test_without_a_word_only_the_development_pages_are_opened(log, monkeypatch, capsys):
    opened = {"development": 0, "heldout": 0}

    def pages(part):
        opened[part] += 1
        return ()

    monkeypatch.setattr(bench, "pages", pages)
    assert bench.main([]) == 0
    assert opened == {"development": 1, "heldout": 0}
    assert not log.exists()


def test_careful_text_counts_flagged_sentences_and_not_notes():
    part = careful.Part("written")
    part.add("a.md", 4_000, (flag(1), flag(1), flag(2, "overclaim"), flag(3, "x", Severity.NOTE)))
    part.add("b.md", 6_000, ())
    assert (part.pages, part.words) == (2, 10_000)
    assert part.flags == {"route": 1, "overclaim": 1}
    assert part.rate == 1.0
    assert len(part.told) == 2


@pytest.mark.parametrize("page", list(pages("careful")), ids=lambda page: page.path.stem)
def test_a_careful_page_bears_no_mark_and_is_long_enough_to_tell(page):
    assert page.dossier in shipped()
    assert page.words >= 400
    assert not any(line.flag or line.kind or line.twin for line in page.lines)
