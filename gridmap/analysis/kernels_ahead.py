"""Asking for memory ahead of its use, which Numba does not offer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, SupportsInt, TypeAlias, cast

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic
from numpy.typing import NDArray

# The compiler's own objects, which have no types here.
_Compiled: TypeAlias = Any

# For reading, to stay in all caches, of data: the numbers that LLVM's `prefetch` takes.
_READ, _STAY, _DATA = 0, 3, 1


def _fetch_ahead(
    _typing: _Compiled, table: _Compiled, row: _Compiled
) -> tuple[_Compiled, Callable[..., _Compiled]]:
    """Ask for the cache line in which a row of a table starts, and go on at once.

    Nothing waits for the line, so that many are on their way together. A row that does not exist
    costs time but does no harm.

    Parameters
    ----------
    table
        Array of one or two dimensions.
    row
        Number of the row.
    """

    def generated(
        context: _Compiled, builder: _Compiled, signature: _Compiled, arguments: _Compiled
    ) -> _Compiled:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        number = context.cast(builder, arguments[1], signature.args[1], types.intp)
        stride = builder.extract_value(array.strides, 0)
        first = builder.bitcast(array.data, ir.IntType(8).as_pointer())
        place = builder.gep(first, [builder.mul(number, stride)])
        word = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [place.type, word, word, word])
        asking = builder.module.declare_intrinsic("llvm.prefetch", [place.type], kind)
        builder.call(asking, [place, word(_READ), word(_STAY), word(_DATA)])
        return context.get_dummy_value()

    return types.void(table, row), generated


fetch_ahead = cast("Callable[[NDArray[Any], SupportsInt], None]", intrinsic(_fetch_ahead))
