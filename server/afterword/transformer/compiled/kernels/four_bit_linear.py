# pyright: basic
"""Four-bit linear layers: 64 output rows at a time, strip by strip, for a few tokens."""

from afterword.transformer.compiled.kernels.blocks.four_bit_block import INPUT_BYTES, four_bit_block
from afterword.transformer.compiled.kernels.blocks.instruction_sets import best_instructions
from afterword.transformer.compiled.kernels.primitives import floats, kernel
from afterword.transformer.quantisation.four_bit_grids import GROUP_COLUMNS
from afterword.transformer.quantisation.four_bit_panels import GROUP_BYTES, STRIP_ROWS, STRIPS

MAX_FOUR_BIT_TOKENS = 8
"""The largest number of tokens that share each unpacked weight."""

_one, _two, _four, _eight = (four_bit_block(tokens, best_instructions()) for tokens in (1, 2, 4, 8))
_STRIP_BYTES = STRIP_ROWS * 4
"""The bytes of one float32 number for each row of a strip."""


@kernel
def multiply_in_four_bits(model, linear, chunk, count, first, tokens, sums, target):
    """Write (tokens, 64) float32 at ``target``; see ``linear``.

    ``model.inputs`` holds ``count`` tokens, of which ``tokens`` are used, from the ``first`` on.
    """
    inputs = model.inputs + first * INPUT_BYTES
    strip_bytes = linear.columns // GROUP_COLUMNS * GROUP_BYTES
    for strip in range(chunk * STRIPS, (chunk + 1) * STRIPS):
        weights = linear.weights + strip * strip_bytes
        _sum_strip(linear, weights, inputs, count * INPUT_BYTES, tokens, sums)
        scales = floats(linear.scales + strip * _STRIP_BYTES, STRIP_ROWS)
        bias = floats(linear.bias + strip * _STRIP_BYTES, STRIP_ROWS)
        place = target + (strip - chunk * STRIPS) * _STRIP_BYTES
        for token in range(tokens):
            products = floats(sums + token * _STRIP_BYTES, STRIP_ROWS)
            output = floats(place + token * STRIPS * _STRIP_BYTES, STRIP_ROWS)
            for row in range(STRIP_ROWS):
                output[row] = products[row] * scales[row] + bias[row]


@kernel
def _sum_strip(linear, strip, inputs, stride, tokens, sums):
    """Multiply any number of tokens by one strip; ``sums`` gets (tokens, 16) float32."""
    groups = linear.columns // GROUP_COLUMNS
    done = 0
    while done < tokens:
        left = tokens - done
        at, output = inputs + done * INPUT_BYTES, sums + done * _STRIP_BYTES
        if left >= 8:
            _eight(at, stride, strip, groups, output)
            done += 8
        elif left >= 4:
            _four(at, stride, strip, groups, output)
            done += 4
        elif left >= 2:
            _two(at, stride, strip, groups, output)
            done += 2
        else:
            _one(at, stride, strip, groups, output)
            done += 1
