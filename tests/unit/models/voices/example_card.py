"""The card of a voice, with figures that are easy to recognise."""

from afterword.models.voices.voice_card import VoiceCard, VoiceFigures

CARD = VoiceCard(
    name="ostrand",
    base_name="gemma3-270m",
    base_fingerprint="ab" * 32,
    data_sha256="cd" * 32,
    learned_documents=9,
    held_out_documents=1,
    learned_tokens=12_000,
    settings={"rank": 16, "peak_learning_rate": 4e-4},
    steps=40,
    best_step=30,
    figures=VoiceFigures(
        held_out_bytes=4000,
        bits_per_byte_before=1.25,
        bits_per_byte_after=1.0,
        missing_share=0.001,
        copy_tokens=500,
        copied_words_before=6,
        copied_words_after=9,
        copied_share_before=0.0,
        copied_share_after=0.02,
    ),
    made_at="2026-01-02T03:04:05+00:00",
    afterword_version="0.1",
)
