"""What a Dask cluster is asked for, and what it says where the package is missing."""

import builtins

import pytest

from thymos.errors import UsageError
from thymos.jobs import Cluster, Plan, run


def test_no_workers_are_refused():
    with pytest.raises(ValueError, match="workers: expected 1 or more, found 0"):
        Cluster(workers=0)


def test_a_scheduler_elsewhere_has_its_own_workers():
    with pytest.raises(ValueError, match="counted there"):
        Cluster("tcp://127.0.0.1:8786", workers=2)


def test_without_the_package_the_extra_is_named(monkeypatch):
    real = builtins.__import__

    def without(name, *rest, **more):
        if name.partition(".")[0] == "distributed":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r"pip install 'thymos\[dask\]'"):
        run(Plan(1, lambda first, stop: first), Cluster())
