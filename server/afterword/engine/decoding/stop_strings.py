"""Stop strings in decoded text. Knows nothing of tokens or models."""

from collections.abc import Sequence


class StopStrings:
    """Passes text on until a stop string occurs; holds back text that may be the start of one."""

    def __init__(self, stop: Sequence[str]) -> None:
        """Stop before the first of ``stop``; empty strings are ignored."""
        self._stop = tuple(text for text in stop if text)
        self._held = ""
        self.is_stopped = False
        """Whether a stop string occurred; no text is passed on after it."""

    def push(self, text: str) -> str:
        """Add new text; return the text that can no longer be a part of a stop string."""
        if self.is_stopped:
            return ""
        pending = self._held + text
        found = [at for at in (pending.find(stop) for stop in self._stop) if at >= 0]
        if found:
            self.is_stopped, self._held = True, ""
            return pending[: min(found)]
        keep = len(pending) - self._held_back_chars(pending)
        self._held = pending[keep:]
        return pending[:keep]

    def flush(self) -> str:
        """Return the text that was held back, once no more text will come."""
        held, self._held = self._held, ""
        return held

    def _held_back_chars(self, pending: str) -> int:
        """Return the length of the longest end of ``pending`` that begins a stop string."""
        longest = max((len(stop) for stop in self._stop), default=1) - 1
        for length in range(min(longest, len(pending)), 0, -1):
            if any(stop.startswith(pending[-length:]) for stop in self._stop):
                return length
        return 0
