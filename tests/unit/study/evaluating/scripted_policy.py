"""A policy that shows what a test says, and writes down where it was asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from afterword.study.evaluating.policies.policy import PolicyAnswer
from afterword.writing.passage import Passage


@dataclass
class ScriptedPolicy:
    """Shows ``script(text before the cursor)``, at thresholds up to ``confidence``."""

    script: Callable[[str], str]
    name: str = "scripted"
    confidence: float = 0.6
    asked: list[str] = field(default_factory=list[str])
    forgotten: list[str] = field(default_factory=list[str])

    async def offer(self, passage: Passage) -> PolicyAnswer:
        self.asked.append(passage.before)
        return PolicyAnswer(
            text=self.script(passage.before), confidence=self.confidence, took_ms=5.0
        )

    async def sweep(self, passage: Passage, thresholds: Sequence[float]) -> list[str]:
        text = self.script(passage.before)
        return [text if threshold <= self.confidence else "" for threshold in thresholds]

    def forget(self, uri: str) -> None:
        self.forgotten.append(uri)
