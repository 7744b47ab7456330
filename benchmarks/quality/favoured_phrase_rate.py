"""How often favoured phrases are written, by their weight.

    python benchmarks/quality/favoured_phrase_rate.py tests/prose/01-the-ferry.md --phrases lantern,harbour,salt,silence

Continues a page in several ways under each weight, and counts the phrases.
"""

import argparse
import asyncio
from pathlib import Path

from afterword.cli.command_service import open_service
from afterword.prose.words.phrase_patterns import phrase_pattern
from afterword.prose.words.word_boundaries import count_words
from afterword.settings import Settings
from afterword.writing.paragraph.continuer import Continuer
from afterword.writing.passage import Passage

WEIGHTS = (0.0, 2.0, 3.0, 4.0)
TAKES = 4


def main() -> None:
    """Print a line for each weight."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=Path, help="a text; its first --chars are continued")
    parser.add_argument("--phrases", required=True, help="separated by commas")
    parser.add_argument("--chars", type=int, default=900)
    parser.add_argument("--batches", type=int, default=3, help=f"of {TAKES} takes each")
    parser.add_argument("--weights", type=float, nargs="+", default=WEIGHTS)
    asyncio.run(_measure(parser.parse_args()))


async def _measure(arguments: argparse.Namespace) -> None:
    text = arguments.page.read_text(encoding="utf-8")[: arguments.chars]
    text = text[: text.rindex(" ")] if " " in text else text
    passage = Passage(text=text, char_offset=len(text), language_id="markdown", uri="page.md")
    phrases = tuple(arguments.phrases.split(","))
    async with open_service(Settings()) as service:
        for weight in arguments.weights:
            controls = {
                "favoured_phrases": phrases,
                "favoured_weight": weight,
                "max_words": 60,
                "follow_rhythm": False,
            }
            takes = await _texts(service.continuer, passage, arguments.batches, controls)
            words = sum(map(count_words, takes))
            found = sum(len(_found(phrase, takes)) for phrase in phrases)
            print(
                f"weight {weight}: {100 * found / max(1, words):.2f} in 100 words, "
                f"{len(takes)} texts, {words} words",
                flush=True,
            )


async def _texts(
    continuer: Continuer, passage: Passage, batches: int, controls: dict[str, object]
) -> list[str]:
    takes = list[str]()
    for batch in range(batches):
        asked = {**controls, "seed": 1000 * batch}
        drawn = await continuer.continue_in_takes(passage, TAKES, controls=asked)
        takes += [take.text for take in drawn]
    return takes


def _found(phrase: str, texts: list[str]) -> list[str]:
    pattern = phrase_pattern(phrase)
    return pattern.findall("\n".join(texts)) if pattern else []


if __name__ == "__main__":
    main()
