"""How compiled loops call functions that are known by their address in memory alone."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

DOUBLES = ir.PointerType(ir.DoubleType())
VOID = ir.VoidType()


def _data(context: Any, builder: Any, kind: Any, array: Any) -> Any:
    """Where the numbers of an array begin."""
    return context.make_array(kind)(context, builder, array).data


def _call(builder: Any, address: Any, args: list[Any]) -> Any:
    kind = ir.FunctionType(VOID, [each.type for each in args])
    builder.call(builder.inttoptr(address, ir.PointerType(kind)), args)
    return ir.Constant(ir.IntType(32), 0)


def _rows(_: Any, address: Any, work: Any) -> Any:
    """Call a function of the rows of the lanes."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _call(builder, args[0], [_data(context, builder, signature.args[1], args[1])])

    return types.int32(address, work), code


def _stages(_: Any, address: Any, work: Any, rtol: Any, atol: Any) -> Any:
    """Call a function of the rows of the lanes and two tolerances."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        rows = _data(context, builder, signature.args[1], args[1])
        return _call(builder, args[0], [rows, args[2], args[3]])

    return types.int32(address, work, rtol, atol), code


def _event(_: Any, address: Any, row: Any, work: Any, lane: Any) -> Any:
    """Call a function of a patient's constants and of the rows from its lane on."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        fixed = _data(context, builder, signature.args[1], args[1])
        rows = _data(context, builder, signature.args[2], args[2])
        return _call(builder, args[0], [fixed, builder.gep(rows, [args[3]])])

    return types.int32(address, row, work, lane), code


call_rows: Any = intrinsic(_rows)
call_stages: Any = intrinsic(_stages)
call_event: Any = intrinsic(_event)
