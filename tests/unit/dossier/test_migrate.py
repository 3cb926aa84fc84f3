"""Older schemas are led to the present one, step by step."""

import pytest

from thymos.dossier import read as reading
from thymos.dossier.migrate import migrate, steps
from thymos.dossier.read import read


def rename(part, plain):
    """Version 0 said `called` for a study's name."""
    if part != "study":
        return plain
    return {"name": plain["called"], **{k: v for k, v in plain.items() if k != "called"}}


def test_each_step_leads_one_version_on():
    def second(part, plain):
        return {**plain, "seen": part}

    way = steps(0, to=2, table=((0, rename), (1, second)))
    assert migrate("study", {"called": "ONE"}, way) == {"name": "ONE", "seen": "study"}


def test_no_way_is_said():
    with pytest.raises(ValueError, match="expected schema_version 2, found 0: no way leads"):
        steps(0, to=2, table=((0, rename),))


def test_an_older_dossier_is_read(folder, study, monkeypatch):
    monkeypatch.setattr(reading, "steps", lambda version: steps(version, table=((0, rename),)))
    head = (folder() / "dossier.yaml").read_text().replace("version: 1", "version: 0")
    d = read(folder({**study("name: ONE", "called: ONE"), "dossier.yaml": head}))
    assert (d.studies["one"].name, d.head.schema_version) == ("ONE", 1)
