# pyright: basic
"""What blocks need from an instruction set: products of bytes, and the size of its registers.

Stored weights are unsigned bytes, int8 + 128; inputs are signed ones. 16 rows of four columns are
multiplied at a time. The accumulators of a loop may have another layout than the sums at its end.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any


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
