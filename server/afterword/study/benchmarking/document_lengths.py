"""How long ghost text takes by the length of the document that is typed into."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from afterword.study.benchmarking.editor.edited_document import EditedDocument
from afterword.study.benchmarking.editor.running_server import running_server
from afterword.study.benchmarking.filler_text import write_document
from afterword.study.benchmarking.sample_page import OPENING, words_to_type

EIGHT_WORDS_ALWAYS: Final = {
    "inline": {"max_words": 8, "confidence": 0.0, "deadline_ms": 10_000},
}
"""Settings under which every request writes eight words and is answered when they are complete."""
WARM_UP_WORDS: Final = 3
"""How many words are typed before the first one that is measured."""


async def measure_document_lengths(
    lengths_words: Sequence[int], *, options: Mapping[str, Any], words: int
) -> dict[int, list[float]]:
    """Type the same ``words`` words into documents of several lengths; return ms to ghost text.

    All are open in one server and take turns, so that the machine is equally fast for all of them;
    the cursor is in the middle, and always eight words are written.
    """
    took_ms = {length: list[float]() for length in lengths_words}
    if not took_ms:
        return took_ms
    async with running_server(options=dict(options) | EIGHT_WORDS_ALWAYS) as server:
        await server.wait_until_ready()
        documents = list[tuple[int, EditedDocument]]()
        for length in lengths_words:
            text, char_offset = write_document(length, near=OPENING, seed=length)
            uri = f"file:///{length}.md"
            document = EditedDocument(server.client, uri=uri, text=text, char_offset=char_offset)
            documents.append((length, document))
        for index, word in enumerate(words_to_type(words + WARM_UP_WORDS)):
            # The first document in a round pays for words that the others find half read.
            shift = index % len(documents)
            for length, document in documents[shift:] + documents[:shift]:
                word_ms, _ = await document.type_and_wait(word)
                if index >= WARM_UP_WORDS:
                    took_ms[length].append(word_ms)
    return took_ms
