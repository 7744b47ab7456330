"""Speculation changes how often the model runs, and nothing else."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from afterword.engine.decoding.speculative_decoding import Guess, NgramDraft, SpeculativeDecoder
from afterword.engine.interface import FinishReason, GenerationRequest, Sampling
from afterword.engine.sampling.prediction import Prediction, Predictor
from afterword.engine.sampling.token_sampler import SampledToken, TokenSampler
from afterword.engine.tokens.prefix_cache import CachedSequence
from afterword.engine.tokens.vocabulary import Vocabulary, tabulate
from fakes.letter_model import BOS, END, SPELLINGS, A, B, C, LetterModel, make_bench


def speculative_decoder(
    cached: CachedSequence,
    model: LetterModel,
    phrases: Sequence[int],
    *,
    guess: Guess | None = None,
) -> SpeculativeDecoder:
    predictor = Predictor(model, Vocabulary(tabulate(SPELLINGS, special_ids={END, BOS})))
    shortlist_head = model.shortlist_head(phrases)
    draft = NgramDraft(phrases)
    return SpeculativeDecoder(
        cached, predictor, draft, shortlist_head=shortlist_head, guess=guess or greedy
    )


def greedy(prediction: Prediction, after: Sequence[SampledToken]) -> SampledToken | None:
    assert prediction.shortlist is not None
    token_id = prediction.token_at(int(prediction.logits.argmax()))
    return SampledToken(token_id=token_id, log_probability=0.0) if len(after) < 9 else None


def best(prediction: Prediction | None) -> int:
    assert prediction is not None
    return int(prediction.logits.argmax())


def test_what_followed_three_tokens_before_is_guessed_again() -> None:
    draft = NgramDraft([A, B, C, A, B, A, B, C])
    assert draft.propose([B, C, A, B, C]) == [A, B, A]
    assert draft.propose([C, C, C]) == []


def test_the_latest_occurrence_counts() -> None:
    assert NgramDraft([A, B, C, A, B, A, B, C, C]).propose([A, B, C]) == [C]


def test_likely_text_is_guessed_right_after_the_prompt() -> None:
    draft = NgramDraft([B, C, A], draft_ids=[B, B, C])
    assert draft.propose([B, C, A]) == [B, B, C]
    assert draft.propose([C, A, B]) == [B, C]


def test_a_short_prompt_is_context_enough() -> None:
    assert NgramDraft([A], draft_ids=[B, C]).propose([A]) == [B, C]


def test_a_draft_that_is_never_right_ends() -> None:
    draft = NgramDraft([A, B, C, A, B, C, A])
    for _ in range(3):
        assert draft.propose([A, B, C])
        draft.record_agreement(agreed_tokens=0)
    assert draft.propose([A, B, C]) == []
    draft.record_agreement(agreed_tokens=2)
    assert draft.propose([A, B, C])


def test_right_guesses_save_forwards_and_wrong_ones_are_cropped() -> None:
    model = LetterModel(lambda tokens: {{A: B, B: C, C: A}[tokens[-1]]: 5.0})
    cached = CachedSequence(model.new_sequence(), max_tokens=99)
    cached.read([A, B, C, A, B, B])
    decoder = speculative_decoder(cached, model, [A, B, C, A, B, B])
    fed = [C, A, B, C, A, B]
    predictions = [decoder.accept([token]) for token in fed]
    assert [best(prediction) for prediction in predictions] == [A, B, C, A, B, C]
    assert decoder.forwards < len(fed)
    assert model.sequences[0].tokens == cached.token_ids


def test_guesses_never_overfill_the_sequence() -> None:
    model = LetterModel(lambda _tokens: {A: 1.0})
    cached = CachedSequence(model.new_sequence(), max_tokens=6)
    cached.read([A] * 4)
    speculative_decoder(cached, model, [A] * 9).accept([A])
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
    logits = sequence.read(written)[0]
    for place in range(tokens):
        prediction = Prediction(logits=logits, log_normaliser=0.0)
        sampled = sampler.sample(prediction, position=place, seen=written)
        assert sampled is not None
        written.append(sampled.token_id)
        logits = sequence.read([sampled.token_id])[0]
    return b"".join(SPELLINGS[token] for token in written[-tokens:]).decode()


@given(
    st.text("abc", min_size=1, max_size=30),
    st.text("abc", max_size=12),
    st.builds(
        Sampling,
        temperature=st.sampled_from([0.0, 0.7, 1.3]),
        repetition_penalty=st.sampled_from([1.0, 1.4]),
        min_p=st.sampled_from([0.0, 0.001]),
        top_p=st.sampled_from([0.9, 1.0]),
        seed=st.integers(0, 3),
    ),
    st.sets(st.sampled_from([A, B, C])),
)
def test_the_text_is_the_one_that_decoding_token_by_token_gives(
    prompt: str, likely: str, sampling: Sampling, likely_ids: set[int]
) -> None:
    request = GenerationRequest(prompt=prompt, draft_text=likely, max_tokens=20, sampling=sampling)
    text, _pieces = make_bench(_predict, likely_ids=sorted(likely_ids)).run(request)
    assert text == _write_plainly(prompt, sampling, tokens=20)


def test_guesses_from_the_likely_tokens_are_predicted_from_all_at_once() -> None:
    model = LetterModel(lambda tokens: {{A: B, B: C, C: A}[tokens[-1]]: 5.0}, likely_ids=[A, B, C])
    cached = CachedSequence(model.new_sequence(), max_tokens=99)
    cached.read([A])
    decoder = speculative_decoder(cached, model, [A])
    waits, fed = 0, 0
    token = B
    while fed < 8:
        prediction = decoder.accept([token])
        while prediction is None:
            prediction, waits = decoder.step(), waits + 1
        token, fed = best(prediction), fed + 1
    assert waits == 7
    assert decoder.forwards == 8
    assert model.sequences[0].tokens == cached.token_ids


def test_a_token_that_only_the_whole_vocabulary_knows_is_written() -> None:
    bench = make_bench(
        lambda tokens: {C: 5.0, A: 4.0} if len(tokens) % 4 == 0 else {A: 5.0}, likely_ids=[A, B]
    )
    text, _pieces = bench.run(GenerationRequest(prompt="a", max_tokens=12))
    assert text == "aacaaacaaaca"


def test_text_ends_with_the_token_that_makes_it_less_probable_than_allowed() -> None:
    bench = make_bench(lambda _tokens: {A: 1.0, B: 0.0}, likely_ids=[A, B])  # A: 0.73
    text, pieces = bench.run(GenerationRequest(prompt="a", max_tokens=12, min_probability=0.3))
    assert text == "aaaa"
    assert pieces[-1].finish_reason is FinishReason.UNLIKELY
    usage = pieces[-1].usage
    assert usage is not None
    assert usage.forwards == 3  # what comes after the unlikely token was never read


def test_without_a_shortlist_head_drafts_that_are_never_right_end_too() -> None:
    model = LetterModel(lambda _tokens: {C: 5.0})
    cached = CachedSequence(model.new_sequence(), max_tokens=99)
    cached.read([C, C, C, A] * 2)
    decoder = speculative_decoder(cached, model, [C, C, C, A] * 2)
    for _ in range(12):
        decoder.accept([C])
    assert [len(read) for read in model.forwards[-4:]] == [1] * 4
