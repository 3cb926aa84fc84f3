"""The pages of a model: theory in every word, links between states, and what is said without."""

from dataclasses import replace

import pytest

from thymos.dossier.kept import beside
from thymos.mechanism import THEORY
from thymos.mechanism.answers import ANSWERS_VERSION, from_text, key_of, to_text
from thymos.mechanism.store import obtain
from thymos.site.render import page_html
from thymos.views.contents import pages, shell
from thymos.views.simulation import SimulationPage, simulations

LABEL = "Theory, not evidence"
PATHS = ("simulation.html", "simulation/ill-twice.html", "credibility.html")


@pytest.fixture
def made(reading):
    return {page.path: page for page in pages(reading) if page.section == "simulation.html"}


@pytest.fixture
def inquiry(reading):
    return next(iter(reading.dossier.inquiries.values()))


def test_a_page_of_questions_one_for_each_state_and_one_of_trust(made):
    assert tuple(made) == PATHS


@pytest.mark.parametrize("path", PATHS)
def test_every_page_says_that_it_is_theory(reading, made, path):
    html = page_html(made[path], shell(reading))
    main = html[html.index("<main") : html.index("</main>")]
    assert f"<strong>{LABEL}.</strong>" in main
    assert THEORY in made[path].description.lower() or "theory" in made[path].description
    assert main.count("<caption") <= main.count("Theory")  # each table again
    for drawing in main.split("<svg")[1:]:
        title = drawing[drawing.index("<title") : drawing.index("</title>")]
        assert THEORY in title


def test_the_contents_lead_there_where_a_model_is_asked_something(reading):
    entries = [entry.href for section in shell(reading).sections for entry in section.entries]
    assert entries[entries.index("mechanism.html") + 1] == "simulation.html"
    silent = replace(reading, dossier=replace(reading.dossier, inquiries={}))
    assert "simulation.html" not in [e.href for s in shell(silent).sections for e in s.entries]
    assert not [page for page in pages(silent) if page.section == "simulation.html"]


def test_kept_answers_are_those_of_the_same_records(reading, inquiry):
    key = key_of(reading.dossier, inquiry)
    kept = obtain(reading.dossier, inquiry).answers
    assert kept is not None
    assert from_text(to_text(kept), key) == kept
    assert from_text(to_text(kept), "0" * 64) is None
    assert from_text(to_text(replace(kept, version=ANSWERS_VERSION + 1)), key) is None
    assert from_text(to_text(replace(kept, label="evidence")), key) is None
    assert from_text("{", key) is None
    assert from_text(None, key) is None


@pytest.mark.parametrize("typed", ["NaN", "1e999", "-1", '"many"'])
def test_a_number_that_is_typed_into_kept_answers_is_found(reading, inquiry, typed):
    key = key_of(reading.dossier, inquiry)
    kept = obtain(reading.dossier, inquiry).answers
    assert kept is not None
    text = to_text(kept)
    draws = f'"draws":{kept.two_way[0].draws}'
    assert from_text(text.replace(draws, f'"draws":{typed}', 1), key) is None
    first, _, rest = text.partition("\n")
    assert from_text(f"{first}\n{rest.partition(chr(10))[2]}", key) is None  # no seal at all


def test_the_key_hangs_on_numbers_and_not_on_words(reading, inquiry):
    def key(**model):
        changed = reading.dossier.models["decay"].model_copy(update=model)
        return key_of(replace(reading.dossier, models={"decay": changed}), inquiry)

    same = key_of(reading.dossier, inquiry)
    parameters = reading.dossier.models["decay"].parameters
    faster = parameters[0].model_copy(update={"value": 0.31})
    assert key(title="Another title", note="A note.") == same
    assert key(parameters=(faster, *parameters[1:])) != same
    equations = {"decay.ant": "model other()\nend\n"}
    assert key_of(replace(reading.dossier, equations=equations), inquiry) != same


def test_without_answers_the_pages_say_why_and_show_the_levels(reading, monkeypatch):
    from thymos.errors import MechanismError

    def absent(*_):
        raise MechanismError("antimony is not installed")

    monkeypatch.setattr("thymos.mechanism.store.from_text", lambda *_: None)
    monkeypatch.setattr("thymos.mechanism.store.compute", absent)
    found = simulations(reading)
    assert found is not None
    assert found.main.answers is None
    made = {page.path: page for page in pages(reading) if page.section == "simulation.html"}
    for path in PATHS[:2]:
        html = page_html(made[path], shell(reading))
        assert "Not simulated here." in html
        assert "antimony is not installed" in html
        assert LABEL in html
    (_, scenario), *_ = found.scenarios
    assert scenario.figures == ()
    assert scenario.levels is not None


def test_the_shipped_answers_are_of_the_shipped_records(reading, inquiry):
    path = beside(reading.dossier.root, reading.dossier.models["decay"].source)
    assert path.name == "decay.answers.json"
    assert from_text(path.read_text("utf-8"), key_of(reading.dossier, inquiry)) is not None


def test_the_main_page_has_each_question_once_with_sentences_and_tables(made):
    view = made["simulation.html"].body
    assert isinstance(view, SimulationPage)
    assert [each.anchor for each in view.answered] == [
        "two-way", "arms", "routes", "readings", "variance", "trials", "markers",
    ]  # fmt: skip
    for each in view.answered:
        assert each.question.endswith("?")
        assert each.told
        assert each.sheets
        for sheet in each.sheets:
            assert {len(row) for row in sheet.rows} <= {len(sheet.columns)}


def test_states_and_regimens_are_moved_between_by_links(made):
    view = made["simulation/ill-twice.html"].body
    assert [(link.text, link.href) for link in view.states] == [("Ill", None)]
    assert [(link.text, link.href) for link in view.regimens] == [("as given in TESTS", None)]


def test_in_brief_every_question_leads_to_its_answer(made):
    view = made["simulation.html"].body
    anchors = {f"#{each.anchor}" for each in view.answered}
    assert [each.more.href for each in view.brief] == ["#two-way", "#routes", "#trials", "#markers"]
    assert {each.more.href for each in view.brief} <= anchors
    assert all(each.told.endswith(".") for each in view.brief)


def test_every_state_is_told_before_its_page_is_opened(reading, made):
    view = made["simulation.html"].body
    known = {s.title: s.text for s in reading.dossier.models["decay"].scenarios}
    assert {each.state.text: each.text for each in view.scenarios} == known
    assert all(each.state.href in made for each in view.scenarios)


def test_a_state_says_what_the_treatment_changes_in_the_same_patients(made):
    sheet = made["simulation/ill-twice.html"].body.changes
    assert sheet is not None
    assert [row[0] for row in sheet.rows] == ["Twice the marker"]
    assert sheet.columns == ("Readout", "Change", "Rises by 5 %", "Falls by 5 %")


@pytest.mark.parametrize("extra", [True, False])
def test_answers_of_other_records_are_called_stale_and_not_shown(reading, monkeypatch, extra):
    """The excerpt's answers lie beside records of another value: with or without a simulator."""
    from thymos.errors import MechanismError

    decay = reading.dossier.models["decay"]
    first, *others = decay.parameters
    changed = decay.model_copy(
        update={"parameters": (first.model_copy(update={"value": 0.31}), *others)}
    )
    other = replace(reading, dossier=replace(reading.dossier, models={"decay": changed}))
    fresh = obtain(reading.dossier, next(iter(reading.dossier.inquiries.values()))).answers
    assert fresh is not None

    def compute(*_):
        if not extra:
            raise MechanismError("antimony is not installed")
        return replace(fresh, small=True)

    monkeypatch.setattr("thymos.mechanism.store.cached", lambda _: None)
    monkeypatch.setattr("thymos.mechanism.store.compute", compute)
    made = {page.path: page for page in pages(other) if page.section == "simulation.html"}
    for path in PATHS[:2]:
        assert "<strong>Stale.</strong>" in page_html(made[path], shell(other))
    main = made["simulation.html"].body
    assert isinstance(main, SimulationPage)
    assert (main.answers is not None, main.small) == (extra, extra)
    here = {page.path: page for page in pages(reading) if page.section == "simulation.html"}
    assert "Stale." not in page_html(here["simulation.html"], shell(reading))
