"""An engine whose model follows instructions: it is told what to do, and goes on with its answer."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from afterword.engine.instructions.special_token_markup import without_marks
from afterword.engine.interface import CancelToken, Engine, GenerationRequest, Instruction, Piece

if TYPE_CHECKING:
    from afterword.engine.instructions.rendered_template import ChatTemplate


class InstructedEngine:
    """An ``Engine`` over another one, which sees an instruction as a part of its prompt.

    The prompt of a request is the answer as far as it is written: the model goes on in mid-text
    instead of greeting.
    """

    def __init__(self, engine: Engine, template: "ChatTemplate") -> None:
        """Tell ``engine`` by ``template``; its tokenizer must know the template's markup."""
        self.plain = engine
        """The engine that it is made of."""
        self._template = template

    @property
    def model_name(self) -> str:
        """The name that suggestions are attributed to."""
        return self.plain.model_name

    @property
    def runtime(self) -> str:
        """What runs the model, for people."""
        return self.plain.runtime

    @property
    def follows_instructions(self) -> bool:
        """It does."""
        return True

    def generate(self, request: GenerationRequest, cancel: CancelToken) -> Iterator[Piece]:
        """Yield pieces of the answer behind the request's prompt."""
        return self.plain.generate(self.spelled_out(request), cancel)

    def spelled_out(self, request: GenerationRequest) -> GenerationRequest:
        """Return the request with its instruction as the beginning of its prompt."""
        request = replace(
            request,
            prompt=without_marks(request.prompt),
            forced_prefix=without_marks(request.forced_prefix),
            scored_text=without_marks(request.scored_text),
            draft_text=without_marks(request.draft_text),
        )
        if request.instruction is None:
            return request
        told = Instruction(
            role=without_marks(request.instruction.role),
            task=without_marks(request.instruction.task),
        )
        return replace(
            request, prompt=self._template.opening(told) + request.prompt, instruction=None
        )

    def close(self) -> None:
        """Free the model's memory."""
        self.plain.close()
