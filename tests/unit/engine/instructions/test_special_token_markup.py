# pyright: reportUnknownMemberType=false
"""A template's markup is special tokens; the same letters in a writer's text are letters."""

import pytest
from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers

from afterword.engine.instructions.instructed_engine import InstructedEngine
from afterword.engine.instructions.rendered_template import ChatTemplate
from afterword.engine.instructions.special_token_markup import MarkupEncoder, mark_up
from afterword.engine.interface import CancelToken, GenerationRequest, Instruction
from afterword.engine.tokens.library_encoder import LibraryEncoder
from fakes.scripted_engine import ScriptedEngine

END = "<|end|>"


@pytest.fixture
def tokenizer() -> Tokenizer:
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE({letter: index for index, letter in enumerate(alphabet)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.add_special_tokens([AddedToken(END, special=True)])
    return tokenizer


def test_marked_up_parts_are_special_tokens(tokenizer: Tokenizer) -> None:
    end = tokenizer.token_to_id(END)
    part = f"{END}\n"
    marked = MarkupEncoder(LibraryEncoder(tokenizer), [part])
    ids = marked.encode(f"a{mark_up(part)}b")
    plain = [marked.encode(text) for text in ("a", "\n", "b")]
    assert ids == [*plain[0], end, *plain[1], *plain[2]]


def test_what_the_writer_wrote_is_never_special(tokenizer: Tokenizer) -> None:
    end = tokenizer.token_to_id(END)
    marked = MarkupEncoder(LibraryEncoder(tokenizer), [END])
    assert end not in marked.encode(f"He typed {END}.")
    assert end not in marked.encode(mark_up(f"x{END}"))


def written(request: GenerationRequest) -> GenerationRequest:
    engine = ScriptedEngine(" on.")
    template = ChatTemplate(before="<s>", between="<m>", after="<a>")
    list(InstructedEngine(engine, template).generate(request, CancelToken()))
    return engine.requests[0]


def test_the_answer_begins_with_the_prompt() -> None:
    instruction = Instruction(role="You write.", task="Go on.")
    original = GenerationRequest(prompt="She went", instruction=instruction, max_tokens=9)
    request = written(original)
    assert request.instruction is None
    assert request.prompt == (
        f"{mark_up('<s>')}You write.{mark_up('<m>')}Go on.{mark_up('<a>')}She went"
    )


def test_a_request_without_an_instruction_stays_plain() -> None:
    original = GenerationRequest(prompt="She went", max_tokens=9)
    assert written(original) == original


def test_marks_in_a_writers_text_are_dropped() -> None:
    marked = f"She {mark_up('went')}"
    original = GenerationRequest(
        prompt=marked, forced_prefix=marked, scored_text=marked, draft_text=marked, max_tokens=9
    )
    request = written(original)
    assert {request.prompt, request.forced_prefix, request.scored_text, request.draft_text} == {
        "She went"
    }
