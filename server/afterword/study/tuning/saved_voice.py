# pyright: basic
"""Measures what was learned beside the base alone, and saves it as a voice with its card."""

from datetime import UTC, datetime

from afterword import __version__
from afterword.models.voices.adapter_config import AdapterConfig
from afterword.models.voices.voice_card import VoiceCard, VoiceFigures
from afterword.models.voices.voice_folder import VoiceFolder
from afterword.study.training.corpora import fingerprint
from afterword.study.training.corpus_split import SplitCorpus
from afterword.study.tuning.begun_tuning import Tuning
from afterword.study.tuning.lora import adapted_modules, adapter_arrays, without_adapters
from afterword.study.tuning.voice_measures import CopyFigures, measure_copying
from afterword.transformer.tensor_file import shape_of, write_tensor_file

_TOKENS_AT_THE_END = 8_192
"""The number of held-out tokens, and of learned ones, that the finished voice is measured on."""


def save_voice(tuning: Tuning, voice: VoiceFolder, split: SplitCorpus) -> VoiceCard:
    """Measure the best weights, beside the base alone, and save them as a voice.

    Raises:
        OSError: the folder can't be written.
    """
    trainer, recipe = tuning.trainer, tuning.recipe
    if trainer.best_weights:
        trainer.learner.load(trainer.best_weights)
    arrays = adapter_arrays(trainer.learner.weights(), tuning.model.configuration)
    config = AdapterConfig(
        base_name=recipe.base_name,
        rank=recipe.rank,
        alpha=recipe.alpha,
        target_modules=adapted_modules(arrays),
    )
    shapes = {name: shape_of(array) for name, array in arrays.items()}
    card = VoiceCard(
        name=voice.name,
        base_name=recipe.base_name,
        base_fingerprint=recipe.base_fingerprint,
        data_sha256=fingerprint([*split.learned, *split.held_out]),
        learned_documents=len(split.learned),
        held_out_documents=len(split.held_out),
        learned_tokens=len(tuning.texts.learned),
        settings=recipe.settings(),
        steps=trainer.step,
        best_step=trainer.best_step,
        figures=_figures(tuning),
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        afterword_version=__version__,
    )
    return voice.write(
        card,
        config,
        write_weights=lambda path: write_tensor_file(
            path, shapes, arrays.values(), {"format": "pt"}
        ),
    )


def _figures(tuning: Tuning) -> VoiceFigures:
    def copying() -> CopyFigures:
        return measure_copying(
            tuning.model,
            tuning.texts,
            context_tokens=tuning.recipe.context_tokens,
            max_tokens=_TOKENS_AT_THE_END,
        )

    after, copies_after = tuning.measure(_TOKENS_AT_THE_END), copying()
    with without_adapters(tuning.model.module):
        before, copies_before = tuning.measure(_TOKENS_AT_THE_END), copying()
    return VoiceFigures(
        held_out_bytes=after.size_bytes,
        bits_per_byte_before=before.bits_per_byte,
        bits_per_byte_after=after.bits_per_byte,
        missing_share=after.missing_share,
        copy_tokens=copies_after.tokens,
        copied_words_before=copies_before.longest_words,
        copied_words_after=copies_after.longest_words,
        copied_share_before=copies_before.copied_share,
        copied_share_after=copies_after.copied_share,
    )
