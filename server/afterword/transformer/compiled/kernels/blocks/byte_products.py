# pyright: basic
"""What blocks need from an instruction set: products of bytes, and the size of its registers.

Stored weights are unsigned bytes, int8 + 128; inputs are signed ones. 16 rows of four columns are
multiplied at a time. The accumulators of a loop may have another layout than the sums at its end.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from llvmlite import ir

from afterword.transformer.compiled.kernels.blocks.llvm_vectors import (
    INT8,
    INT32,
    LANES,
    joined,
    part,
    repeat,
)
from afterword.transformer.compiled.kernels.primitives import declare


class Instructions(ABC):
    """An instruction set."""

    max_vectors: int
    """The number of accumulators, of 16 rows each, that fit into the registers."""
    side: int
    """The rows, and columns in vectors, of a block of float products that fits into the registers."""
    weight_offset = 128
    """The number by which ``weights`` are larger than the int8 weights. So sums are too large by as
    many times the sum of the inputs."""

    def ranges(self, count: int) -> list[range]:
        """Cut the rows or columns of a block of floats into pieces that fit into the registers."""
        return [range(first, min(first + self.side, count)) for first in range(0, count, self.side)]

    def weights(self, _builder: Any, stored: Any) -> Any:
        """Return 64 stored int8 weights as ``add`` takes them."""
        return stored

    @abstractmethod
    def zeros(self) -> list[Any]:
        """Return the accumulators of 16 rows at zero."""

    @abstractmethod
    def add(self, builder: Any, sums: Sequence[Any], weights: Any, four: Any) -> list[Any]:
        """Add the products of (16 rows × 4 columns) weights and four inputs, packed into one int32.

        Weights up to 127, such as four-bit levels, are the same with every instruction set.
        """

    @abstractmethod
    def finish(self, builder: Any, sums: Sequence[Any]) -> Any:
        """Return the sums of 16 rows, int32."""


class DotProducts(Instructions):
    """Instruction sets in which one instruction adds four products to each int32 of a register."""

    instruction: str
    """LLVM's name of the instruction."""
    lanes: int
    """The number of int32 in a register."""

    def zeros(self) -> list[Any]:
        """See ``Instructions``."""
        return [ir.Constant(ir.VectorType(INT32, self.lanes), [0] * self.lanes)] * (
            LANES // self.lanes
        )

    def add(self, builder: Any, sums: Sequence[Any], weights: Any, four: Any) -> list[Any]:
        """See ``Instructions``."""
        size_bytes = 4 * self.lanes
        ints, some_bytes = ir.VectorType(INT32, self.lanes), ir.VectorType(INT8, size_bytes)
        inputs = builder.bitcast(repeat(builder, four, ints), some_bytes)
        function = declare(builder, self.instruction, ints, [ints, some_bytes, some_bytes])
        return [
            builder.call(
                function, [total, part(builder, weights, index * size_bytes, size_bytes), inputs]
            )
            for index, total in enumerate(sums)
        ]

    def finish(self, builder: Any, sums: Sequence[Any]) -> Any:
        """See ``Instructions``."""
        joint = list(sums)
        while len(joint) > 1:
            joint = [joined(builder, joint[at : at + 2]) for at in range(0, len(joint), 2)]
        return joint[0]
