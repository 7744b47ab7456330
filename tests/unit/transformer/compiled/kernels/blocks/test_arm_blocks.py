# pyright: basic
"""Blocks for Arm become the instructions that they are meant for. `make test-arm` runs them."""

import re
from typing import Any

import pytest

from fakes.compiled_models import needs_compiled_code

# Not at the top, all of them: numba is missing where these tests are skipped.
# ruff: noqa: PLC0415

pytestmark = [needs_compiled_code]

TRIPLE = "arm64-apple-darwin23.6.0"


def assembly(block: Any, places: int, processor: str) -> str:
    """Compile a block of some int64 addresses for an Apple processor."""
    from llvmlite import binding, ir

    binding.initialize_all_targets()
    binding.initialize_all_asmprinters()
    module = ir.Module()
    module.triple = TRIPLE
    kind = ir.FunctionType(ir.VoidType(), [ir.IntType(64)] * places)
    function = ir.Function(module, kind, "block")
    builder = ir.IRBuilder(function.append_basic_block())
    _, generate = block._defn(None, *[None] * places)
    generate(NoDummies(), builder, None, function.args)
    builder.ret_void()
    machine = binding.Target.from_triple(TRIPLE).create_target_machine(cpu=processor, opt=3)
    return machine.emit_assembly(binding.parse_assembly(str(module)))


class NoDummies:
    """Stands for numba's context, which is asked for the value of a function that returns nothing."""

    def get_dummy_value(self) -> None:
        return None


@pytest.fixture(params=["NeonDotProduct", "NeonMixedDotProduct"])
def target(request: pytest.FixtureRequest) -> tuple[Any, str, str]:
    """A set of instructions, the one it is for, and a processor that has it."""
    from afterword.transformer.compiled.kernels.blocks import instruction_sets as known

    names = {"NeonDotProduct": ("sdot", "apple-m1"), "NeonMixedDotProduct": ("usdot", "apple-m2")}
    return (getattr(known, request.param)(), *names[request.param])


@pytest.mark.parametrize("tokens", [1, 6])
def test_int8_products_are_sixteen_dot_products_for_each_token_and_quad(
    target: tuple[Any, str, str], tokens: int
) -> None:
    from afterword.transformer.compiled.kernels.blocks.int8_block import int8_block

    instructions, name, processor = target
    code = assembly(int8_block(tokens, instructions), 7, processor)
    assert len(re.findall(rf"\t{name}\.", code)) == 16 * tokens
    assert "\tbl\t" not in code


@pytest.mark.parametrize("tokens", [1, 2, 8])
def test_four_bit_products_are_dot_products_without_calls(
    target: tuple[Any, str, str], tokens: int
) -> None:
    from afterword.transformer.compiled.kernels.blocks.four_bit_block import four_bit_block

    instructions, name, processor = target
    code = assembly(four_bit_block(tokens, instructions), 5, processor)
    assert len(re.findall(rf"\t{name}\.", code)) == 32 * tokens
    assert "\tfcvtl" in code
    assert "\tbl\t" not in code


def test_a_previews_products_are_dot_products_without_calls(
    target: tuple[Any, str, str],
) -> None:
    from afterword.transformer.compiled.kernels.blocks.preview_block import preview_block

    instructions, name, processor = target
    code = assembly(preview_block(instructions), 5, processor)
    assert len(re.findall(rf"\t{name}\.", code)) == 32
    assert "\tbl\t" not in code


def test_sums_stay_in_registers(target: tuple[Any, str, str]) -> None:
    from afterword.transformer.compiled.kernels.blocks.float_blocks import mix_block, score_block
    from afterword.transformer.compiled.kernels.blocks.int8_block import int8_block
    from afterword.transformer.compiled.kernels.blocks.preview_block import preview_block
    from afterword.transformer.compiled.kernels.blocks.wide_attention_blocks import (
        wide_mix_block,
        wide_score_block,
    )

    instructions, _, processor = target
    blocks = [(int8_block(6, instructions), 7), (score_block(4, 4, instructions), 7)]
    blocks += [(preview_block(instructions), 5)]
    blocks += [(wide_score_block(instructions), 5), (wide_mix_block(instructions), 7)]
    for block, places in [*blocks, (mix_block(4, 4, instructions), 7)]:
        code = assembly(block, places, processor)
        assert not re.search(r"\tstr\tq\d+, \[sp", code), "a vector is spilled to the stack"
