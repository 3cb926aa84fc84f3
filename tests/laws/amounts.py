"""Laws of the dilution arithmetic, on random vials."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from thymos.identity.reconstitution import (
    Range,
    Vial,
    amount_in,
    at_face_value,
    dissolve,
    exactly,
    fits,
    share,
    volume_of,
)
from thymos.views.amount_words import limits, significant

numbers = st.floats(1e-3, 1e3)
parts = st.floats(0.01, 1.0)


@st.composite
def ranges(draw):
    low, high = sorted((draw(parts), draw(parts)))
    return Range(low, high)


@st.composite
def powders(draw):
    return Vial(
        mass=draw(numbers),
        basis=draw(st.sampled_from(["gross", "unknown"])),
        content=draw(ranges()),
        purity=draw(ranges()),
        diluent=draw(numbers),
        displacement=draw(st.floats(0, 0.1)),
        overfill=draw(st.floats(0, 0.5)),
    )


def with_basis(vial, basis):
    from dataclasses import replace

    dropped = {"label": ("content", "purity"), "net": ("content",)}.get(basis, ())
    return replace(vial, basis=basis, **dict.fromkeys(dropped))


def ends(found):
    """Both limits of a range, which are known here."""
    assert found.low is not None
    assert found.high is not None
    return found.low, found.high


def holds(outer, inner):
    (low, high), (least, most) = ends(inner), ends(outer)
    return least <= low * (1 + 1e-12) and high * (1 - 1e-12) <= most


@given(powders())
def test_an_unknown_basis_holds_every_other(vial):
    unknown = dissolve(with_basis(vial, "unknown")).compound
    for basis in ("gross", "net", "label"):
        assert holds(unknown, dissolve(with_basis(vial, basis)).compound)


@given(powders(), numbers)
def test_a_volume_and_its_amount_are_inverse(vial, amount):
    made = dissolve(with_basis(vial, "label"))
    there, _ = ends(volume_of(amount, made))
    assert amount_in(there, made).low == pytest.approx(amount, rel=1e-12)


@given(powders(), numbers)
def test_limits_are_in_order_and_never_above_the_whole(vial, amount):
    made = dissolve(vial)
    for found in (made.compound, made.concentration, volume_of(amount, made)):
        low, high = ends(found)
        assert 0 < low <= high < math.inf
    assert ends(made.compound)[1] <= vial.mass * (1 + vial.overfill) * (1 + 1e-12)
    assert ends(share(vial))[1] <= 1


@given(powders(), st.floats(0.5, 2.0))
def test_twice_the_mass_is_twice_the_concentration(vial, factor):
    from dataclasses import replace

    assume(1e-3 <= vial.mass * factor <= 1e3)
    one, other = dissolve(vial), dissolve(replace(vial, mass=vial.mass * factor))
    low, _ = ends(one.concentration)
    assert other.concentration.low == pytest.approx(low * factor, rel=1e-12)


@given(powders())
def test_the_concentration_that_is_reached_asks_for_the_diluent_that_was_added(vial):
    from dataclasses import replace

    label = with_basis(vial, "label")
    reached = dissolve(label).concentration.low
    back = dissolve(replace(label, diluent=None, concentration=reached))
    assert back.diluent.low == pytest.approx(label.diluent, rel=1e-9, abs=1e-9)


@given(powders(), numbers)
def test_face_value_is_right_for_a_label_without_displacement(vial, amount):
    from dataclasses import replace

    plain = replace(with_basis(vial, "label"), displacement=0.0, overfill=0.0)
    off = at_face_value(amount, plain, dissolve(plain)).off
    assert off.low == pytest.approx(0, abs=1e-12)
    gross = with_basis(vial, "gross")
    low, _ = ends(at_face_value(amount, gross, dissolve(gross)).off)
    assert low < gross.overfill + 1e-9


@given(powders(), numbers)
def test_what_fits_is_told_for_the_whole_interval(vial, amount):
    made = dissolve(vial)
    told = fits(volume_of(amount, made), made)
    found = {fits(exactly(end), made) for end in ends(volume_of(amount, made))}
    assert told == (found.pop() if len(found) == 1 else "cannot tell")


@given(st.floats(1e-12, 1e12))
def test_three_digits_lie_within_half_of_the_last(value):
    shown = float(significant(value))
    assert shown == pytest.approx(value, rel=0.0051)


@given(numbers, numbers)
def test_limits_are_shown_in_order(one, other):
    low, high = sorted((one, other))
    shown = limits(Range(low, high), "mL").removesuffix(" mL").split("–")
    assert float(shown[0]) <= float(shown[-1])
