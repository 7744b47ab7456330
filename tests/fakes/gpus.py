"""GPUs that are there, or not, or full, as a test says."""

from dataclasses import dataclass

GB = 1_000_000_000


@dataclass(kw_only=True)
class FakeGpu:
    """A ``Gpu`` that counts how often it was asked what torch would have to be imported for."""

    name: str = "cuda"
    fix: str = "Buy one."
    has_driver: bool = True
    works: bool = True
    free: int = 24 * GB
    has_bfloat16: bool = True
    breaks: bool = False
    asked: int = 0

    def may_be_there(self) -> bool:
        return self.has_driver

    def is_available(self) -> bool:
        self.asked += 1
        return self.works

    def describe(self) -> str:
        return "Nebula 9"

    def free_bytes(self) -> int:
        self.asked += 1
        if self.breaks:
            raise RuntimeError("the driver is older than torch's build")
        return self.free

    def multiplies_bfloat16(self) -> bool:
        self.asked += 1
        return self.has_bfloat16
