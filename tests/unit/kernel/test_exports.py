"""The public face of the kernel."""

import types

from thymos import kernel


def test_what_is_named_is_there_and_sorted():
    assert sorted(
        kernel.__all__, key=lambda name: (not name.isupper(), name[0].islower(), name)
    ) == (kernel.__all__)
    assert all(hasattr(kernel, name) for name in kernel.__all__)


def test_functions_that_share_a_name_with_their_module_win():
    assert isinstance(kernel.pool, types.FunctionType)
    assert isinstance(kernel.tau2, types.FunctionType)
    assert isinstance(kernel.effect_sizes, types.FunctionType)


def test_tables_cannot_change():
    for table in (kernel.MEASURES, kernel.ESTIMATORS, kernel.METHODS, kernel.TESTS):
        assert isinstance(table, tuple)
    names = [name for name, _ in kernel.ESTIMATORS]
    assert len(set(names)) == len(names)
