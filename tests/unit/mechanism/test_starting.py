"""Starting states are reached by simulation, hour by hour, or told as not reached."""

import numpy as np
import pytest

from thymos.errors import UnknownRecord
from thymos.mechanism.starting import grid, start
from thymos.records.model import Scenario

SPECIES = ("germ", "marker")


def scenario(**more):
    given = {"id": "ill", "title": "Ill", "text": "An infection."}
    return Scenario.model_validate(given | {"horizon_hours": 48, "within_hours": 10} | more)


def halving(parameters, initial, times):
    """Each state halves in the hours that the first parameter says."""
    return initial[:, None, :] * 0.5 ** (times[None, :, None] / parameters[:, :1, None])


def observed(names, parameters, times, states):
    columns = {"germ": states[..., 0], "marker": states[..., 1], "both": states.sum(axis=2)}
    return np.stack([columns[name] for name in names], axis=2)


def begun(one, half_lives=(2.0,), run=halving):
    parameters = np.array(half_lives)[:, None]
    healthy = np.tile([0.0, 1.0], (len(half_lives), 1))
    return start(one, parameters, healthy, SPECIES, run, observed)


def test_treatment_begins_at_the_first_hour_at_which_the_criterion_holds():
    infection = {"state": "germ", "amount": 8}
    found = begun(scenario(infection=infection, until=[{"of": "germ", "at_most": 2.5}]), (2.0, 1.0))
    # 8 falls below 2.5 after log2(3.2) = 1.68 half-lives: at hours 4 and 2 of the grid.
    assert found.hours.tolist() == [4.0, 2.0]
    assert found.states[:, 0] == pytest.approx([2.0, 2.0])


def test_all_criteria_must_hold_at_once_and_not_before_their_hour():
    until = [{"of": "both", "at_most": 8}, {"of": "marker", "at_most": 0.5, "of_healthy": True}]
    infection = {"state": "germ", "amount": 8}
    assert begun(scenario(infection=infection, until=until)).hours.tolist() == [2.0]
    later = scenario(infection=infection, until=until, after_hours=5)
    assert begun(later).hours.tolist() == [5.0]


def test_who_never_gets_there_has_no_starting_state():
    found = begun(scenario(until=[{"of": "marker", "at_least": 2}]))
    assert found.reached.tolist() == [False]
    assert np.isnan(found.hours).all()
    assert np.isnan(found.states).all()


def test_a_failed_run_is_not_reached_and_the_others_are():
    def failing(parameters, initial, times):
        states = halving(parameters, initial, times)
        states[0] = np.nan
        return states

    found = begun(scenario(until=[{"of": "marker", "at_most": 0.5}]), (2.0, 2.0), failing)
    assert found.reached.tolist() == [False, True]


def test_without_waiting_nothing_is_run():
    def never(*_):
        raise AssertionError("nothing to run")

    one = scenario(within_hours=0, infection={"state": "germ", "amount": 3})
    found = begun(one, run=never)
    assert grid(one).tolist() == [0.0]
    assert found.states.tolist() == [[3.0, 1.0]]
    assert found.hours.tolist() == [0.0]


def test_an_infection_of_an_unknown_state_is_told():
    one = scenario(infection={"state": "gem", "amount": 3})
    with pytest.raises(
        UnknownRecord, match="no state of the model is called 'gem'; did you mean germ"
    ):
        begun(one)
