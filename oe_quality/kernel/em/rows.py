"""Operations on rows of K values, as LLVM vectors where K is small enough to be part of a type.

numba cannot know that two arrays never overlap, and so would work through a row one value at a
time. These intrinsics state the loads, the arithmetic and the stores of a row as vectors; LLVM cuts
them to the machine's width. Every operation is exact or rounded per value, so results are the same
on any width. `labels` is what `labels_of` gives: a tuple of K zeros, which makes K part of the type and
every K a compilation of its own; or an array of them for long rows, which plain loops go through.
"""

# Functions that numba compiles are typed by numba, and its decorators carry no types.
# mypy: disable-error-code="no-untyped-call,no-untyped-def,untyped-decorator,call-arg"
# ruff: noqa: ANN001, ANN201, ANN202, ARG001 - an intrinsic's parameters are types, used by name in its signature

from __future__ import annotations

import numpy as np
from llvmlite import ir
from numba import njit
from numba.core import cgutils, types
from numba.extending import intrinsic, overload
from numpy.typing import NDArray

WIDTH = 8
"""Values per vector: a cache line of 8-byte values."""

MOST_UNROLLED = 32
"""Labels up to which rows are unrolled: compilation grows with them, and what it saves shrinks."""

DOUBLE = ir.DoubleType()
I64 = ir.IntType(64)
I32 = ir.IntType(32)


def labels_of(n_labels: int) -> tuple[int, ...] | NDArray[np.int8]:
    """K zeros: tells the compiled loops K, as part of a type if it is small."""
    return (0,) * n_labels if n_labels <= MOST_UNROLLED else np.zeros(n_labels, dtype=np.int8)


def _start(context, builder, signature, arguments, array, index=None):
    """Address of the value numbered by argument `index` (the first, if None) in the array argument."""
    view = context.make_array(signature.args[array])(context, builder, value=arguments[array])
    return builder.gep(view.data, [I64(0) if index is None else arguments[index]])


def _vectors(n_labels):
    """First value and width of each vector of a row."""
    return [(start, min(WIDTH, n_labels - start)) for start in range(0, n_labels, WIDTH)]


def _at(builder, start, offset, kind):
    return builder.bitcast(builder.gep(start, [I64(offset)]), kind.as_pointer())


@intrinsic
def prefetch(typing_context, array, index):
    """Ask for the cache line of `array[index]`; never faults."""

    def generate(context, builder, signature, arguments):
        address = builder.bitcast(_start(context, builder, signature, arguments, 0, 1), cgutils.voidptr_t)
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, I32, I32, I32])
        function = builder.module.declare_intrinsic("llvm.prefetch", [cgutils.voidptr_t], kind)
        builder.call(function, [address, I32(0), I32(3), I32(1)])
        return context.get_dummy_value()

    return types.void(array, types.intp), generate


@njit(cache=True, nogil=True)
def prefetch_row(labels, table, row):
    """Ask for the cache lines of table[row : row + K]."""
    for k in range(0, len(labels), WIDTH):
        prefetch(table, row + k)


@intrinsic
def _multiply_row(typing_context, labels, p, table, row):
    """p[:K] *= table[row : row + K], of doubles."""

    def generate(context, builder, signature, arguments):
        target = _start(context, builder, signature, arguments, 1)
        source = _start(context, builder, signature, arguments, 2, 3)
        for offset, width in _vectors(len(labels)):
            kind = ir.VectorType(DOUBLE, width)
            place = _at(builder, target, offset, kind)
            factor = builder.load(_at(builder, source, offset, kind), align=8)
            builder.store(builder.fmul(builder.load(place, align=8), factor), place, align=8)
        return context.get_dummy_value()

    return types.void(labels, p, table, types.intp), generate


@intrinsic
def _add_row(typing_context, labels, sums, row, units):
    """sums[row : row + K] += units[:K], of 64-bit integers."""

    def generate(context, builder, signature, arguments):
        target = _start(context, builder, signature, arguments, 1, 2)
        source = _start(context, builder, signature, arguments, 3)
        for offset, width in _vectors(len(labels)):
            kind = ir.VectorType(I64, width)
            place = _at(builder, target, offset, kind)
            term = builder.load(_at(builder, source, offset, kind), align=8)
            builder.store(builder.add(builder.load(place, align=8), term), place, align=8)
        return context.get_dummy_value()

    return types.void(labels, sums, types.intp, units), generate


@intrinsic
def _round_row(typing_context, labels, p, scale, units):
    """units[:K] = p[:K] * scale, rounded to the nearest 64-bit integer; p and scale are not negative."""

    def generate(context, builder, signature, arguments):
        source = _start(context, builder, signature, arguments, 1)
        target = _start(context, builder, signature, arguments, 3)
        for offset, width in _vectors(len(labels)):
            kind = ir.VectorType(DOUBLE, width)
            factor = ir.Constant(kind, ir.Undefined)
            for lane in range(width):
                factor = builder.insert_element(factor, arguments[2], I32(lane))
            value = builder.fmul(builder.load(_at(builder, source, offset, kind), align=8), factor)
            whole = builder.fptosi(builder.fadd(value, ir.Constant(kind, [0.5] * width)), ir.VectorType(I64, width))
            builder.store(whole, _at(builder, target, offset, ir.VectorType(I64, width)), align=8)
        return context.get_dummy_value()

    return types.void(labels, p, types.float64, units), generate


@intrinsic
def _sum_row(typing_context, labels, p):
    """Sum of p[:K], by halves: a short chain of additions, in one fixed order."""

    def generate(context, builder, signature, arguments):
        source = _start(context, builder, signature, arguments, 1)
        terms = [builder.load(builder.gep(source, [I64(k)])) for k in range(len(labels))]
        while len(terms) > 1:
            half = (len(terms) + 1) // 2
            sums = [builder.fadd(a, b) for a, b in zip(terms, terms[half:], strict=False)]
            terms = sums + terms[len(sums) : half]
        return terms[0]

    return types.float64(labels, p), generate


def multiply_row(labels, p, table, row):
    """p[:K] *= table[row : row + K], of doubles; for compiled loops."""


@overload(multiply_row)
def _choose_multiply(labels, p, table, row):
    def loop(labels, p, table, row):
        for k in range(len(labels)):
            p[k] *= table[row + k]

    return (lambda labels, p, table, row: _multiply_row(labels, p, table, row)) if _unrolled(labels) else loop


def add_row(labels, sums, row, units):
    """sums[row : row + K] += units[:K], of 64-bit integers; for compiled loops."""


@overload(add_row)
def _choose_add(labels, sums, row, units):
    def loop(labels, sums, row, units):
        for k in range(len(labels)):
            sums[row + k] += units[k]

    return (lambda labels, sums, row, units: _add_row(labels, sums, row, units)) if _unrolled(labels) else loop


def round_row(labels, p, scale, units):
    """units[:K] = p[:K] * scale, rounded to the nearest 64-bit integer, neither negative; for compiled loops."""


@overload(round_row)
def _choose_round(labels, p, scale, units):
    def loop(labels, p, scale, units):
        for k in range(len(labels)):
            units[k] = np.int64(p[k] * scale + 0.5)

    return (lambda labels, p, scale, units: _round_row(labels, p, scale, units)) if _unrolled(labels) else loop


def sum_row(labels, p):
    """Sum of p[:K] in one fixed order; for compiled loops."""


@overload(sum_row)
def _choose_sum(labels, p):
    def loop(labels, p):
        total = 0.0
        for k in range(len(labels)):
            total += p[k]
        return total

    return (lambda labels, p: _sum_row(labels, p)) if _unrolled(labels) else loop


def _unrolled(labels) -> bool:
    return isinstance(labels, types.BaseTuple)
