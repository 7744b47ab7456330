# pyright: basic
"""The processor features that compiled code needs, as LLVM knows them. Imports neither numba nor torch."""

_ARM = ("aarch64", "arm64")
"""The beginnings of target triples of 64-bit Arm."""
_SUM_OF_PRODUCTS = """
define i32 @sum_products(<16 x i8> %first, <16 x i8> %second) {{
  %left = {extend} <16 x i8> %first to <16 x i32>
  %right = sext <16 x i8> %second to <16 x i32>
  %products = mul <16 x i32> %left, %right
  %sum = call i32 @llvm.vector.reduce.add.v16i32(<16 x i32> %products)
  ret i32 %sum
}}
declare i32 @llvm.vector.reduce.add.v16i32(<16 x i32>)
"""
_PROBES = {"dotprod": ("sext", "sdot"), "i8mm": ("zext", "usdot")}
"""How the first factor is extended, and the instruction that LLVM then chooses, by processor feature."""


def has_instructions(features: frozenset[str]) -> bool:
    """Return whether compiled code has instructions for these features: AVX2, or NEON's dot product."""
    return {"avx2", "fma"} <= features or "dotprod" in features


def host_features() -> frozenset[str]:
    """Return the features of this processor. Needs llvmlite, which comes with numba."""
    from llvmlite import binding

    try:
        flags = binding.get_host_cpu_features().flatten()
    except RuntimeError:  # on macOS LLVM knows Arm processors only by their names
        flags = ""
    return features_of(binding.get_default_triple(), binding.get_host_cpu_name(), flags)


def features_of(triple: str, processor: str, flags: str) -> frozenset[str]:
    """Return the features that code for a processor may use.

    Args:
        triple: LLVM's target triple.
        processor: LLVM's name of the processor.
        flags: what is known beyond its name, such as ``+avx2,-avx512f``.
    """
    features = {flag[1:] for flag in flags.split(",") if flag.startswith("+")}
    if is_arm(triple):
        features |= _arm_features(triple, processor, flags)
    return frozenset(features)


def is_arm(triple: str) -> bool:
    """Return whether a target triple names 64-bit Arm."""
    return triple.startswith(_ARM)


def _arm_features(triple: str, processor: str, flags: str) -> set[str]:
    """Ask LLVM to compile sums of products, and see what it uses.

    The flags that LLVM finds on Arm leave these features out, and on macOS there are none: the features
    follow from the processor's name, and LLVM's library has no function that says which.
    """
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    machine = binding.Target.from_triple(triple).create_target_machine(
        cpu=processor, features=flags, opt=2
    )
    found: set[str] = set()
    for feature, (extend, instruction) in _PROBES.items():
        module = binding.parse_assembly(_SUM_OF_PRODUCTS.format(extend=extend))
        module.triple = triple
        if f"\t{instruction}" in machine.emit_assembly(module):
            found.add(feature)
    return found
