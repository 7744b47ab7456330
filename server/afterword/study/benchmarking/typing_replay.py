"""The replay of a typing trace that asks for ghost text after each keystroke, as an editor does."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from afterword.study.benchmarking.typing_trace import Edit
from afterword.writing.ghost_text.completer import Completer
from afterword.writing.passage import Passage


@dataclass(slots=True, kw_only=True)
class Replay:
    """What ghost text came after the keystrokes of a trace."""

    ghost_ms: list[float] = field(default_factory=list[float])
    """Milliseconds from keystroke to ghost text that the model wrote before the next key."""
    typed_through_ms: list[float] = field(default_factory=list[float])
    """The same in milliseconds, where the writer typed what was shown."""
    silent: int = 0
    """Keystrokes after which nothing was worth showing."""
    overtaken: int = 0
    """Keystrokes whose answer was not there when the next key was hit."""

    @property
    def keystrokes(self) -> int:
        """How many there were."""
        return len(self.ghost_ms) + len(self.typed_through_ms) + self.silent + self.overtaken


async def replay(
    completer: Completer, start: Passage, edits: Sequence[Edit], *, in_real_time: bool
) -> Replay:
    """Type ``edits`` into a document and return how long the ghost text took.

    Without ``in_real_time``, a wait ends as soon as nothing is in flight any more: the model has
    written all it will write for this place, so the rest of the pause would only change the state of
    the processor (a core that slept takes a little longer to wake).
    """
    found = Replay()
    text, shown = start.text, ""
    following_ms = [edit.wait_ms for edit in edits[1:]] + [1e3]
    for edit, pause_ms in zip(edits, following_ms, strict=True):
        text = edit.apply(text)
        passage = replace(start, text=text, char_offset=edit.cursor)
        started_s = time.perf_counter()
        completer.prefetch(passage)  # as the server does when the change arrives
        request = asyncio.create_task(completer.suggest(passage))
        await asyncio.wait({request}, timeout=pause_ms / 1e3)
        took_ms = (time.perf_counter() - started_s) * 1e3
        is_typed_through = bool(edit.inserted) and len(shown) > len(edit.inserted)
        is_typed_through = is_typed_through and shown.startswith(edit.inserted)
        if not request.done():
            request.cancel()  # the editor cancels it when the next key comes
            found.overtaken += 1
            shown = ""
            continue
        outcome = request.result()
        shown = outcome[0].text if isinstance(outcome, list) else ""
        if not shown:
            found.silent += 1
        elif is_typed_through:
            found.typed_through_ms.append(took_ms)
        else:
            found.ghost_ms.append(took_ms)
        rest_s = max(0.0, pause_ms - took_ms) / 1e3
        if in_real_time:
            await asyncio.sleep(rest_s)
        else:
            with suppress(TimeoutError):  # the next key is hit while the model still writes
                await asyncio.wait_for(completer.settle(start.uri), rest_s)
    return found


async def type_through(completer: Completer, passage: Passage) -> list[float]:
    """Ask for a suggestion by hand, type all of it letter by letter; return each answer's ms.

    It is typed as soon as it is shown, so the first letters come while the model still writes.
    """
    first = await completer.suggest(passage, invoked=True)
    shown = first[0].text if isinstance(first, list) else ""
    took_ms = list[float]()
    for letter, rest in _letters(shown):
        cursor = passage.char_offset
        text = passage.text[:cursor] + letter + passage.text[cursor:]
        passage = replace(passage, text=text, char_offset=cursor + 1)
        started_s = time.perf_counter()
        completer.prefetch(passage)
        outcome = await completer.suggest(passage)
        took_ms.append((time.perf_counter() - started_s) * 1e3)
        text = outcome[0].text if isinstance(outcome, list) else ""
        if not text or not (text.startswith(rest) or rest.startswith(text)):
            break  # another suggestion took its place; its time was counted all the same
    await completer.settle(passage.uri)
    return took_ms


def _letters(shown: str) -> Iterator[tuple[str, str]]:
    """Yield each letter that leaves a word to show, and what it leaves; a lone mark is not shown."""
    for index, letter in enumerate(shown):
        rest = shown[index + 1 :]
        if any(map(str.isalnum, rest)):
            yield letter, rest
