"""The dossier in memory."""

import pytest

from thymos.errors import UnknownRecord


def test_a_sound_folder_is_read(dossier):
    d = dossier()
    assert d.head.title == "Testin"
    assert list(d.sources) == ["trial-2020", "later-2023"]
    study, result = d.result("one/death-28d")
    assert (study.name, result.counts[1].events) == ("ONE", 20)
    assert d.results_of("death-28d") == ((study, result),)


def test_collections_cannot_be_changed(dossier):
    with pytest.raises(TypeError):
        dossier().sources["new"] = None


def test_an_unknown_record_is_told_with_its_nearest(dossier):
    with pytest.raises(UnknownRecord, match="no source is called 'trial-2021'; did you mean tri"):
        dossier().get("source", "trial-2021")


def test_the_place_of_a_record_and_of_a_field(dossier):
    d = dossier()
    assert str(d.place("sources", "later-2023")) == "base.yaml:10:5"
    assert str(d.place("studies", "one", ("name",))) == "studies/one.yaml:2:7"
    place = d.place("result", "one/death-28d", ("counts", "placebo", "events"))
    assert str(place) == "studies/one.yaml:21:32"


def test_citations_of_a_record(dossier):
    d = dossier()
    assert [c.locator for c in d.cites_of("result:one/death-28d")] == ["Table 2"]
    assert [c.locator for c in d.cites_of("study:one")] == ["Table 2"]
    assert [c.source for c in d.cites_of("compound:testin")] == ["trial-2020"]


def test_names_for_people(dossier):
    d = dossier()
    assert d.name_of("study", "one") == "ONE"
    assert d.name_of("outcome", "death-28d") == "Death by day 28"
