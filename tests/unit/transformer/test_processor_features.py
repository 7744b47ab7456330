# pyright: basic
"""LLVM says what a processor has, also where it knows the processor by its name only."""

import pytest

from afterword.transformer.processor_features import features_of, has_instructions

binding = pytest.importorskip("llvmlite.binding")

LINUX, MACOS = "aarch64-unknown-linux-gnu", "arm64-apple-darwin23.6.0"


@pytest.fixture(autouse=True)
def all_targets() -> None:
    binding.initialize_all_targets()
    binding.initialize_all_asmprinters()


@pytest.mark.parametrize(
    ("triple", "processor", "flags", "expected"),
    [
        (MACOS, "apple-m1", "", {"dotprod"}),
        (MACOS, "apple-m2", "", {"dotprod", "i8mm"}),
        (LINUX, "neoverse-n1", "+neon,-sve", {"dotprod", "neon"}),
        (LINUX, "neoverse-v1", "+neon,-sve", {"dotprod", "i8mm", "neon"}),
        (LINUX, "generic", "+dotprod", {"dotprod"}),
        (LINUX, "cortex-a72", "+neon", {"neon"}),
        ("x86_64-unknown-linux-gnu", "haswell", "+avx2,-avx512f,+fma", {"avx2", "fma"}),
    ],
)
def test_features_follow_from_flags_and_on_arm_from_the_name(
    triple: str, processor: str, flags: str, expected: set[str]
) -> None:
    assert features_of(triple, processor, flags) == expected


@pytest.mark.parametrize("features", [{"avx2", "fma"}, {"dotprod"}, {"dotprod", "i8mm"}])
def test_avx2_or_a_dot_product_is_enough(features: set[str]) -> None:
    assert has_instructions(frozenset(features))


@pytest.mark.parametrize("features", [set[str](), {"neon"}, {"avx", "fma"}, {"avx2"}])
def test_less_is_not_enough(features: set[str]) -> None:
    assert not has_instructions(frozenset(features))
