"""Speculation changes how often the model runs, and nothing else."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from afterword.engine.prefix_cache import CachedSequence
from afterword.engine.protocol import GenerationRequest, Sampling
from afterword.engine.sampling import TokenSampler
from afterword.engine.speculation import LookAhead, NgramDraft
from fakes.letter_model import BOS, SPELLINGS, A, B, C, LetterModel, make_bench


def test_what_followed_two_tokens_before_is_guessed_again() -> None:
    draft = NgramDraft([A, B, C, A, C, A, B])
    assert draft.propose(A, B) == [C, A, C]
    assert draft.propose(C, C) == []


def test_the_latest_occurrence_counts() -> None:
    assert NgramDraft([A, B, C, A, B, A]).propose(A, B) == [A]


def test_likely_text_is_guessed_right_after_the_prompt() -> None:
    draft = NgramDraft([C, A], likely_ids=[B, B, C])
    assert draft.propose(C, A) == [B, B, C]
    assert draft.propose(A, B) == [B, C]


def test_right_guesses_save_forwards_and_wrong_ones_are_taken_back() -> None:
    model = LetterModel(lambda tokens: {{A: B, B: C, C: A}[tokens[-1]]: 5.0})
    cached = CachedSequence(model.new_sequence(), max_tokens=99)
    cached.extend([A, B, C, A, B, B])
    ahead = LookAhead(cached, NgramDraft([A, B, C, A, B, B]))
    fed = [C, A, B, C, A, B]
    logits = [ahead.feed(token) for token in fed]
    assert [int(row.argmax()) for row in logits] == [A, B, C, A, B, C]
    assert ahead.forwards < len(fed)
    cached.check_integrity()


def test_guesses_never_overfill_the_sequence() -> None:
    model = LetterModel(lambda _tokens: {A: 1.0})
    cached = CachedSequence(model.new_sequence(), max_tokens=6)
    cached.extend([A] * 4)
    LookAhead(cached, NgramDraft([A] * 9)).feed(A)
    assert len(cached.token_ids) <= 6


def _predict(tokens: Sequence[int]) -> dict[int, float]:
    """Depend on all tokens, with several likely answers."""
    mixed = sum((place + 1) * token for place, token in enumerate(tokens))
    return {A: mixed % 3, B: mixed % 5 - 1, C: mixed % 7 - 3}


def _write_plainly(prompt: str, sampling: Sampling, *, tokens: int) -> str:
    """Decode token by token, without the engine."""
    sequence = LetterModel(_predict).new_sequence()
    sampler = TokenSampler(sampling)
    written = [BOS, *(SPELLINGS.index(letter.encode()) for letter in prompt)]
    logits = sequence.extend(written)[0]
    for _ in range(tokens):
        token = sampler.draw(logits, seen=written).token_id
        written.append(token)
        logits = sequence.extend([token])[0]
    return b"".join(SPELLINGS[token] for token in written[-tokens:]).decode()


@given(
    st.text("abc", min_size=1, max_size=30),
    st.text("abc", max_size=12),
    st.sampled_from([0.0, 0.7, 1.3]),
    st.sampled_from([1.0, 1.4]),
    st.integers(0, 3),
)
def test_the_text_is_the_one_that_decoding_token_by_token_gives(
    prompt: str, likely: str, temperature: float, penalty: float, seed: int
) -> None:
    sampling = Sampling(temperature=temperature, repetition_penalty=penalty, seed=seed, min_p=0.001)
    request = GenerationRequest(prompt=prompt, likely=likely, max_tokens=20, sampling=sampling)
    text, _pieces = make_bench(_predict).run(request)
    assert text == _write_plainly(prompt, sampling, tokens=20)
