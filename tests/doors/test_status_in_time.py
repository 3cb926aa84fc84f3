"""`thymos status` on two days around a committee's vote, grouped, with both times."""

import json

import pytest
from click.testing import CliRunner
from pydantic import ConfigDict, TypeAdapter, with_config

from thymos.cli import main
from thymos.records.regulation import StatusKind
from thymos.views.ledger import _GROUPS
from thymos.views.shapes import SHAPES


def status(*arguments):
    done = CliRunner().invoke(main, ["status", *arguments], catch_exceptions=False)
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout


def as_json(*arguments):
    said = json.loads(status(*arguments, "--format", "json"))
    shape = with_config(ConfigDict(extra="forbid"))(dict(SHAPES)["status"])
    TypeAdapter(shape).validate_python(said, strict=True)
    return {row["id"]: row for row in said["statuses"]}


def test_the_vote_of_4_december_2024_lies_between_two_days():
    before = as_json("US", "--as-of", "2024-12-03")
    after = as_json("US", "--as-of", "2024-12-05")
    assert set(after) - set(before) == {"us-pcac-vote-2024"}
    assert set(before) <= set(after)
    vote = after["us-pcac-vote-2024"]
    assert (vote["valid_from"], vote["known_on"]) == ("2024-12-04", "2024-12-04")
    assert (vote["group"], vote["kind"]) == ("compounding", "committee vote")
    assert vote["sources"] == ["page-0", "page-1", "lead-regulation"]
    assert "lead-regulation" in status("US", "--as-of", "2024-12-05")
    assert "committee vote" not in " ".join(status("US", "--as-of", "2024-12-03").split())


def test_valid_time_and_known_time_are_two_things():
    before = as_json("US", "--as-of", "2024-09-19")
    after = as_json("US", "--as-of", "2024-09-21")
    assert "us-nomination-withdrawn-2024" not in before
    removed = after["us-nomination-withdrawn-2024"]
    assert (removed["valid_from"], removed["known_on"]) == ("2024-09-27", "2024-09-20")
    table = status("US", "--as-of", "2024-09-21")
    assert "2024-09-27" in table
    assert "2024-09-20" in table


def test_an_orphan_designation_is_never_among_approvals():
    groups = {row["id"]: (row["kind"], row["group"]) for row in as_json().values()}
    assert groups["eu-orphan-hcc"] == ("orphan designation", "designations")
    assert groups["it-approval"] == ("approval", "approvals")
    assert groups["wada-s0-rule"] == ("guideline", "sport")
    assert groups["us-ftc-letters-2020"] == ("warning letter", "enforcement")
    approvals = {kind for kind, group in groups.values() if group == "approvals"}
    assert approvals <= {"approval", "not approved", "emergency use authorisation", "filing"}


@pytest.mark.parametrize("kind", list(StatusKind))
def test_every_kind_has_exactly_one_group(kind):
    assert sum(kind in kinds for _, kinds in _GROUPS) == 1


def test_the_table_shows_groups_in_order():
    lines = [line.strip() for line in status().splitlines()]
    heads = ["Approvals", "Designations", "Compounding", "Sport", "Enforcement", "Other"]
    assert [line for line in lines if line in heads] == heads
