"""The engine of an ensemble, compiled: LLVM source of a model, and the loop of `lanes`.

The loop is compiled by numba once on a machine, and kept beside its source; the functions of a
model take less than a second, and are kept while the program runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import llvmlite.binding as llvm
import numpy as np
from numpy.typing import NDArray

from thymos.mechanism import lanes
from thymos.mechanism.generate import source
from thymos.mechanism.program import run
from thymos.mechanism.rows import LANES, Layout, layout
from thymos.mechanism.system import System
from thymos.mechanism.task import Result, Task

Floats = NDArray[np.float64]

# Vectors are read from places that are multiples of their own size.
ALIGNMENT = 8 * LANES


def simulate(system: System, task: Task) -> Result:
    """States at the asked times, steps and status of every patient of a task."""
    rows, model = _model(system)
    work = _aligned(rows.rows)
    control = work[rows.controls :]
    room = lanes.Lanes(
        work, control, control.view(np.int64), np.full(LANES, -1), np.zeros(LANES, np.int64),
        np.zeros(LANES, np.int64), np.zeros(LANES, bool),
    )  # fmt: skip
    states = np.empty((task.size, task.times.size, len(system.state_ids)))
    found = lanes.Found(states, np.zeros(task.size, np.int64), np.zeros(task.size, np.int8))
    given = lanes.Given(
        constants(system, rows, task.fixed), task.fixed, task.initial, task.stops, task.states,
        task.amounts, task.times, task.start, task.rtol, task.atol, task.most, task.longest,
    )  # fmt: skip
    lanes.advance(model.calls, given, room, found)
    return Result(*found)


def constants(system: System, rows: Layout, fixed: Floats) -> Floats:
    """What rests on parameters alone, (patient, constant), in the order of the rows."""
    made = system.rate_program.with_outputs(tuple(rows.constants))
    size, varying = fixed.shape[0], 1 + len(system.state_ids)
    found = run(made, [*([np.nan] * varying), *fixed.T])
    table = np.empty((size, len(found)))
    for i, each in enumerate(found):
        table[:, i] = each
    return table


def _aligned(rows: int) -> Floats:
    whole = np.zeros(rows * LANES + LANES)
    first = (-whole.ctypes.data % ALIGNMENT) // 8
    return whole[first : first + rows * LANES].reshape(rows, LANES)


@dataclass(frozen=True, slots=True)
class _Built:
    """Addresses of compiled functions, and what keeps them in memory."""

    calls: lanes.Model
    engine: Any


@lru_cache(maxsize=32)
def _model(system: System) -> tuple[Layout, _Built]:
    rows = layout(system.rate_program, len(system.state_ids))
    return rows, _built(source(system, rows), len(system.events))


@lru_cache(maxsize=32)
def _built(text: str, events: int) -> _Built:
    """LLVM source made into machine code of this processor."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    module = llvm.parse_assembly(text)
    module.verify()
    machine = llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=3
    )
    engine = llvm.create_mcjit_compiler(module, machine)
    engine.finalize_object()
    address: Callable[[str], int] = engine.get_function_address
    fires = np.array([address(f"fire{i}") for i in range(events)], dtype=np.int64)
    names = ("ready", "slopes", "stages", "keep", "dense")
    ready, slopes, stages, keep, dense = map(address, names)
    return _Built(lanes.Model(ready, slopes, stages, keep, dense, fires), engine)
