"""The scratch memory of a model: the tensors between the steps of a layer, and each thread's own."""

from typing import Any

from afterword.transformer.compiled.aligned_memory import CACHE_LINE_BYTES, AlignedMemory, round_up
from afterword.transformer.compiled.kernels.blocks.four_bit_block import INPUT_BYTES
from afterword.transformer.compiled.kernels.blocks.wide_attention_blocks import KEYS_TOGETHER
from afterword.transformer.compiled.kernels.linear import MAX_TOKENS_TOGETHER
from afterword.transformer.compiled.records import MAX_CHUNK_ROWS, MAX_KEY_RANGES, MAX_TOKENS
from afterword.transformer.quantisation.four_bit_grids import GROUP_COLUMNS
from afterword.transformer.quantisation.int8_panels import CHUNK_ROWS
from afterword.transformer.reference.model_configuration import ModelConfiguration


class ScratchMemory:
    """The memory of the tensors between the steps, and of each thread."""

    def __init__(
        self, model: Any, layers: Any, configuration: ModelConfiguration, threads: int
    ) -> None:
        """Allocate it, and write its addresses into ``model``, an array of one ``records.MODEL``."""
        width, head_width = configuration.width, configuration.head_width
        mixed_width = configuration.heads * head_width
        widest = max(width, configuration.feed_forward_width, mixed_width)
        self._model, self._threads = model, threads
        floats = {
            "hidden": width,
            "projected": int(layers["query_key_value"]["rows"].max()),
            "mixed": mixed_width,
            "added": round_up(width, CHUNK_ROWS),
            "inner": configuration.feed_forward_width,
            "input_scales": 1,
            "input_zeros": 1,
            "input_sums": 2,
        }
        sizes = {name: 4 * columns * MAX_TOKENS for name, columns in floats.items()}
        groups = -(-widest // GROUP_COLUMNS)
        sizes["inputs"] = groups * INPUT_BYTES * MAX_TOKENS
        sizes["range_sums"] = 4 * (head_width + 2) * configuration.heads * MAX_KEY_RANGES
        own = {
            "results": 4 * MAX_TOKENS * CHUNK_ROWS,
            "sums": 4 * 2 * MAX_TOKENS_TOGETHER * CHUNK_ROWS,
            "row": 4 * width,
            "queries": 4 * 2 * MAX_CHUNK_ROWS * (head_width + 1),
            "wide": 4 * (MAX_CHUNK_ROWS * (4 + head_width) + KEYS_TOGETHER * head_width),
        }
        self._blocks: dict[str, AlignedMemory] = {}
        for name, size in sizes.items():
            self._set(name, AlignedMemory(size))
        for name, size in own.items():
            self._set_own(name, size)
        self.hidden = self._blocks["hidden"].floats(MAX_TOKENS, width)

    def make_room(self, positions: int) -> None:
        """Make room for the attention scores of so many keys."""
        self._set_own("scores", 4 * MAX_CHUNK_ROWS * (positions + KEYS_TOGETHER))

    def _set_own(self, name: str, size_bytes: int) -> None:
        """Allocate a piece of memory for each thread."""
        rounded = round_up(size_bytes, CACHE_LINE_BYTES)
        block = AlignedMemory(rounded * self._threads)
        self._model[f"{name}_bytes"] = rounded
        self._set(name, block)

    def _set(self, name: str, block: AlignedMemory) -> None:
        self._blocks[name] = block
        self._model[name] = block.address
