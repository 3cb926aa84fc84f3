"""No output of any door tells anyone to take, dose, buy or inject anything.

The detector looks for imperatives at the head of a clause, for "you", "patients" or "one" with
should, must or need to, and for passive instructions ("should be taken"). A sentence that
reports ("it was taken", "the dose given in") is no instruction, nor is one that denies ("does not
say that anyone should"). Text about urgent care is the one allowed form, where it has a source.
"""

import json
import re
from functools import cache
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.small import CLAIM, open_small, result, study
from thymos.api import default_dossier
from thymos.cli import main
from thymos.dossier.read import shipped

ACTS = (
    "take|use|buy|order|purchase|inject|administer|dose|start|begin|stop|discontinue|increase|"
    "decrease|reduce|double|avoid|try|consider|consult|ask|talk to|apply|swallow|reconstitute|"
    "cycle|titrate|prescribe|give|repeat|combine|stack"
)
DONE = (
    "taken|used|bought|ordered|injected|administered|dosed|started|stopped|discontinued|"
    "increased|reduced|avoided|given|prescribed|repeated|combined"
)
# What follows an order of a medicine, so that "use in hospital", a noun, is no imperative.
OBJECT = (
    r"(?:\d|(?:the|a|an|one|two|your|this|it|its|some|half|each|every|more|less|no more|with|for|"
    r"once|twice|daily|up to|at least|only)\b|[\w-]+ (?:mg|mcg|µg|ml|units?|doses?|vials?)\b)"
)
PEOPLE = (
    r"(?:you|one|people|patients?|persons?|women|men|adults|children|users?|doctors?|clinicians?|"
    r"providers?|readers?|everyone|anyone|those)"
)
RULES = (
    ("imperative", rf"(?:^|[.!?:;]\s+|[\"“(]|\bplease |\bthen )(?:{ACTS}) {OBJECT}"),
    (
        "buying",
        r"\b(?:buy|order|shop|get yours?) (?:now|here|online|today)\b|\badd to (?:cart|basket)\b",
    ),
    (
        "people should",
        rf"\b{PEOPLE}(?: \w+){{0,4}}? (?:should|must|ought to|needs? to|ha(?:ve|s) to)"
        rf" (?:not |never |always |only |also |first )?(?:be )?(?:{ACTS}|{DONE}|seek|see|tell)\b",
    ),
    ("should be done", rf"\b(?:should|must|ought to) (?:not |never |always )?be (?:{DONE})\b"),
    ("recommended", r"\b(?:we|I) (?:recommend|advise|suggest)\b|\brecommended dos(?:e|age|ing)\b"),
    ("you may", rf"\byou (?:can|may|could|might) (?:safely )?(?:{ACTS})\b"),
    ("urgent", r"\b(?:seek|call|get) (?:\w+ ){0,3}(?:care|attention|help|ambulance)\b"),
)
# Denials of an instruction: the sentence says that none is given.
DENIAL = re.compile(
    r"does not say that anyone should|"
    r"not what anyone should|no(?:t| one| body)[^.]{0,30} advi[cs]e",
    re.IGNORECASE,
)
DETECTORS = tuple((name, re.compile(rule, re.IGNORECASE)) for name, rule in RULES)
BLOCKS = {"p", "li", "td", "th", "h1", "h2", "h3", "h4", "caption", "dt", "dd", "div", "span", "a"}


def instructions(text):
    """The instructions in a text, each as (rule, words around it)."""
    found = []
    for sentence in re.split(r"(?<=[.!?])\s+|\n+|\s{2,}", text):
        if DENIAL.search(sentence):
            continue
        for name, rule in DETECTORS:
            if rule.search(sentence.strip()):
                found.append((name, sentence.strip()[:160]))
    return found


@pytest.mark.parametrize(
    "text",
    [
        "Take 1.6 mg twice a week.",
        "The vial is small. Inject it under the skin.",
        "How to start: reconstitute the powder.",
        "Buy now and save.",
        "You should take it in the morning.",
        "Patients with sepsis should be given the drug.",
        "Patients should not take it while pregnant.",
        "The peptide must be injected twice daily.",
        "You can safely combine the two.",
        "We recommend two cycles.",
        "The recommended dose is 1.6 mg.",
        "One should avoid it.",
        "Women must never use it.",
        "Seek medical attention.",
        "Doctors should consider it.",
        "Please use the calculator twice.",
        "Dose 1.6 mg daily for a week.",
    ],
)
def test_the_detector_finds_an_instruction(text):
    assert instructions(text)


@pytest.mark.parametrize(
    "text",
    [
        "It took four weeks.",
        "The dose given in TESTS was 1.6 mg.",
        "Patients who took the drug died as often.",
        "Use in hospital is what was studied.",
        "It does not say that anyone should.",
        "The label says that safety is not established.",
        "It was injected twice a week for six months.",
        "Start of the trial: 2008.",
        "Orders of magnitude.",
        "The committee voted against adding it to the list.",
        "A dose that is twice as large was given in another arm.",
        "A page says that patients on dialysis were given two doses.",
        "Take-home message of the review.",
    ],
)
def test_the_detector_leaves_a_report_alone(text):
    assert instructions(text) == []


class _Words(HTMLParser):
    """The words of a page in blocks; style and script are no words."""

    def __init__(self):
        super().__init__()
        self.parts, self.skip = [], 0

    def handle_starttag(self, tag, attrs):
        self.skip += tag in ("style", "script")
        if tag in BLOCKS:
            self.parts.append("\n")
        self.parts += [
            f"\n{value}\n"
            for name, value in attrs
            if name in ("title", "alt", "content", "aria-label") and value
        ]

    def handle_endtag(self, tag):
        self.skip -= tag in ("style", "script")
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data):
        if not self.skip:
            self.parts.append(data)


def words_of(html):
    page = _Words()
    page.feed(html)
    return "".join(page.parts)


def test_words_of_a_page_are_read_where_a_reader_sees_them():
    html = '<style>p{}</style><p>Buy <b>now</b></p><a title="Take 2 mg daily">x</a>'
    assert {name for name, _ in instructions(words_of(html))} == {"buying", "imperative"}


@cache
def urgent():
    """Sentences of records that report urgent care, all of which cite a source."""
    import thymos

    events = [e for n in shipped() for e in thymos.load(n).known.adverse_events.values()]
    return tuple(event.text for event in events if event.urgent and event.cites)


def left(text):
    """Instructions other than sourced words about urgent care."""
    return [
        (name, said)
        for name, said in instructions(text)
        if not (name == "urgent" and any(said in whole for whole in urgent()))
    ]


def test_only_sourced_urgent_care_is_allowed():
    assert left("Seek urgent medical care.") == [("urgent", "Seek urgent medical care.")]
    assert urgent()


def run(*arguments):
    done = CliRunner().invoke(main, list(arguments), catch_exceptions=False)
    assert done.exit_code in (0, 1), (arguments, done.stderr)
    return done.stdout


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def found_in(folder):
    """The instructions in every page and every JSON file below a folder."""
    found = {}
    for path in sorted((*folder.rglob("*.html"), *folder.rglob("*.json"))):
        text = path.read_text("utf-8")
        text = words_of(text) if path.suffix == ".html" else "\n".join(strings(json.loads(text)))
        if said := left(text):
            found[str(path.relative_to(folder))] = said
    return found


# The flagship says more than all others together; those are read when there is time.
FLAGSHIP = default_dossier()
READ = [FLAGSHIP, *(pytest.param(name, marks=pytest.mark.slow)
                    for name in shipped() if name != FLAGSHIP)]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("dossier", READ)
def test_no_page_of_a_shipped_dossier_instructs(dossier, tmp_path):
    run("build", dossier, "--out", str(tmp_path / "site"))
    pages = sorted((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 10
    assert found_in(tmp_path) == {}


def test_an_instruction_in_a_record_is_found_on_its_page_and_in_its_json(tmp_path):
    note = "Take 2 mg twice a week."
    folder = tmp_path / "small"
    open_small(
        folder, study("a", result(47, 181, 63, 180), note=note), claims=[CLAIM | {"note": note}]
    )
    run("build", str(folder), "--out", str(tmp_path / "site"))
    found = found_in(tmp_path)
    assert {"site/studies/a.html", "site/claims/lowers-death.html"} <= set(found)
    assert found["site/studies/a.html"] == [("imperative", note)]


CERTIFICATE = Path(__file__).parents[1] / "unit/identity/certificates/examples/good.yaml"
PROFILE = "age: 45\nsex: female\ncondition: {}\npregnancy: pregnant\nmedicines: [interferon]\n"


def asked(dossier, tmp_path):
    """Every command that answers about a dossier, with the arguments it needs."""
    import thymos

    known = thymos.load(dossier).known
    condition = next((s.population.condition for s in known.studies.values()), "sepsis")
    profile = tmp_path / "profile.yaml"
    profile.write_text(PROFILE.format(condition), encoding="utf-8")
    prose = tmp_path / "prose.md"
    prose.write_text("It is approved everywhere and lowers mortality by half.\n", encoding="utf-8")
    here = ("--dossier", dossier)
    claims = list(known.claims)
    outcomes = list(known.outcomes)[:1]
    compounds = known.compounds.values()
    weighed = here if known.compounds[known.head.subject].proforma else ("SDKP",)
    return [
        ("verdicts", dossier),
        ("lint", dossier),
        ("status", *here),
        ("appraise", *here),
        ("applies", str(profile), *here),
        ("check", str(prose), *here),
        ("catalogue",),
        ("dilute", "10 mg", "2 mL", "--amount", "2 mg"),
        ("molecule", *weighed),
        *(("identify", str(CERTIFICATE), *here) for _ in range(weighed == here)),
        *(("compare", dossier) for _ in {c.role for c in compounds} & {"look-alike"}),
        ("search", "the", *here),
        ("diff", "2015-01-01", "2025-12-31", *here),
        *(("why", claim, *here) for claim in claims[:3]),
        *(("history", claim, *here) for claim in claims[:1]),
        *(("pool", outcome, *here) for outcome in outcomes),
        *(("fragility", outcome, *here) for outcome in pooled(known)),
    ]


def pooled(dossier):
    """The first outcome of which any trial can be pooled."""
    from thymos.evidence.synthesis import synthesise

    found = (name for name in dossier.outcomes if synthesise(dossier, name).pooling is not None)
    return list(islice(found, 1))


@pytest.mark.slow
@pytest.mark.parametrize("dossier", READ)
def test_no_command_instructs_in_table_or_json(dossier, tmp_path):
    for arguments in asked(dossier, tmp_path):
        # A table breaks lines within cells, so that the JSON is read for whole sentences.
        said = json.loads(run(*arguments, "--format", "json"))
        assert left("\n".join(strings(said))) == [], arguments
        table = re.sub(r"[ ]*\n[ ]*", " ", run(*arguments))
        assert left(table) == [], arguments


# `build` is read page by page above; `export` gives titles and figures as their sources have them;
# `new` and `record` write files and answer nothing about a medicine; `lsp` tells an editor the
# findings that `check` prints.
READ_ELSEWHERE = {"build", "export", "lsp", "new", "record", "simulate"}


def test_every_command_is_read(tmp_path):
    names = {arguments[0] for arguments in asked("thymosin-alpha-1", tmp_path)}
    assert names | READ_ELSEWHERE == set(main.commands)


def test_no_help_instructs():
    for name in ("", *main.commands):
        said = run(*name.split(), "--help").replace("\n", " ")
        assert [f for f in left(said) if f[0] != "imperative"] == [], name
