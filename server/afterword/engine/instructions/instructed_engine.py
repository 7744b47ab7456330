"""An engine for models that follow instructions: it turns the instruction into a part of the prompt."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from afterword.engine.instructions.special_token_markup import without_marks
from afterword.engine.interface import CancelToken, Engine, GenerationRequest, Instruction, Piece

if TYPE_CHECKING:
    from afterword.engine.instructions.rendered_template import ChatTemplate


class InstructedEngine:
    """An ``Engine`` over another one, to which an instruction is a part of the prompt.

    The prompt of a request becomes the beginning of the model's answer, so that the model goes on in
    the middle of the text instead of greeting.
    """

    def __init__(self, engine: Engine, template: "ChatTemplate") -> None:
        """Write instructions by ``template``, whose markup the tokenizer of ``engine`` must know."""
        self.plain = engine
        """The engine below, which takes no instructions."""
        self._template = template
        self.model_name, self.runtime, self.voice = engine.model_name, engine.runtime, engine.voice
        self.follows_instructions = True

    def generate(self, request: GenerationRequest, cancel: CancelToken) -> Iterator[Piece]:
        """Yield pieces of the answer, from the end of the request's prompt on."""
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
        instruction = Instruction(
            role=without_marks(request.instruction.role),
            task=without_marks(request.instruction.task),
        )
        return replace(
            request, prompt=self._template.opening(instruction) + request.prompt, instruction=None
        )

    def close(self) -> None:
        """Free the model's memory."""
        self.plain.close()
