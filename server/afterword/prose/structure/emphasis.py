r"""Emphasis that is open: ``*…``, ``_…``, ``/…`` in Org, ``\emph{…``, ``<em>…``, ``[i]…``, ``''…``."""

from typing import Final

import regex

from afterword.prose.characters.markup_languages import ORG_IDS
from afterword.prose.structure.paired_marks import last_paragraph, open_marks, open_pairs

_MARKS: Final = "*_~"
_LONE_CLOSER: Final = regex.compile(r"(?<=\S) (\*{1,3}|_{1,3}|~~)(?=\s|[.,;:!?](?:\s|\Z))")
"""A closing mark behind the space that was typed for the words to come, as in ``*very * tired``."""
_IDENTIFIER: Final = regex.compile(
    r"(?<![^\s(\"'“‘])(?:\*\.\p{L}|[*_]{1,2}\w{2,}(?:\.(?=\p{L}{1,5}(?![\p{L}.]))|\()"
    r"|/\w+/|_(?=\p{L}+_\p{L}+(?![\w*]))|\+\p{Nd})\S*"
)
"""A name of a file or of something in code, or a signed number, that begins as emphasis does."""
_ORG_MARK: Final = regex.compile(
    r"(?<![^\s\-({'\"“‘])(?P<opens>[/+])(?=[^\s/+])|(?<=[^\s/+])(?P<closes>[/+])(?![\w/+])"
)
_COMMAND: Final = regex.compile(r"\\[a-zA-Z]+\{[^{}]*\Z|\{\\[a-zA-Z]+\b[^{}]*\Z")
_TAG: Final = regex.compile(
    r"(?i)[<\[](?P<end>/?)(?P<name>em|i|b|strong|u|s|mark|del|ins|small|q|cite|span|quote)"
    r"(?:[\s=][^<>\[\]\n]{0,200})?[>\]]"
)
_WIKI_MARK: Final = regex.compile(r"'{2,5}")
_WIKI_IDS: Final = frozenset(("mediawiki", "wikitext"))


def unclosed_emphasis(text: str, language_id: str) -> str:
    """Return what closes the emphasis that is open at the end of ``text``; maybe nothing.

    Args:
        text: the text; only its last paragraph is looked at.
        language_id: the LSP language id, which says what emphasises.
    """
    paragraph = last_paragraph(text)
    closers = _unclosed_tags(paragraph)
    if language_id in _WIKI_IDS:
        found = _WIKI_MARK.findall(paragraph)
        closers += found[-1] if len(found) % 2 else ""
    elif "{" in open_pairs(paragraph) and _COMMAND.search(paragraph):
        closers += "}"
    return closers + "".join(reversed(_open_emphasis(paragraph, language_id)))


def part_within_emphasis(text: str, before: str, after: str, language_id: str) -> str:
    """Return ``text`` up to what would spoil the emphasis that is open at its place.

    Where ``after`` closes it, that is any mark of the kind, and a line break; else, a mark that opens
    it again.
    """
    opened = _open_emphasis(before, language_id)
    if not opened:
        return text
    # The space that was typed before the words that are wanted hides that the mark closes.
    whole = before.rstrip() + after.partition("\n\n")[0]
    if len(_open_emphasis(whole, language_id)) < len(opened):
        return regex.split(rf"[\n{opened[-1][0]}]", text, maxsplit=1)[0]
    return text[: min(_reopens_at(mark, text, before) for mark in opened)]


def _reopens_at(mark: str, text: str, before: str) -> int:
    """Return where ``text`` opens ``mark`` again; its length if it does not, or closes it first."""
    border = before[-1:]
    whole, one = border + text, regex.escape(mark[0])
    same = rf"(?<!{one}){one}{{{len(mark)}}}(?!{one})"
    found = regex.search(same, whole, pos=len(border))
    opens = found and not whole[: found.start()][-1:].strip() and whole[found.end() :][:1].strip()
    return found.start() - len(border) if found and opens else len(text)


def _open_emphasis(text: str, language_id: str) -> list[str]:
    """Return the emphasis marks that are open at the end of ``text``, outermost first."""
    text = _IDENTIFIER.sub(lambda found: "x" * len(found.group()), text)
    org = _open_org_marks(last_paragraph(text)) if language_id in ORG_IDS else []
    if not any(mark in text for mark in _MARKS):
        return org
    plain = _LONE_CLOSER.sub(r"\1", text)
    return [mark for mark in open_marks(plain) if mark[0] in _MARKS] + org


def _open_org_marks(paragraph: str) -> list[str]:
    stack: list[str] = []
    for found in _ORG_MARK.finditer(paragraph):
        mark = found.group()
        if mark in stack:
            if found["closes"]:
                del stack[stack.index(mark) :]
        elif found["opens"]:
            stack.append(mark)
    return stack


def _unclosed_tags(paragraph: str) -> str:
    stack: list[tuple[str, str]] = []
    for found in _TAG.finditer(paragraph):
        name, is_html = found["name"].lower(), found.group()[0] == "<"
        if not found["end"]:
            stack.append((name, f"</{found['name']}>" if is_html else f"[/{found['name']}]"))
        elif any(opened == name for opened, _ in stack):
            while stack.pop()[0] != name:
                pass
    return "".join(closer for _, closer in reversed(stack))
