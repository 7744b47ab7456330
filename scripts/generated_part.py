"""The part of a page that a script writes: it stands between two comments."""


def replace_part(page: str, part: str, *, begin: str, end: str) -> str:
    """Return the text of the page with ``part`` between the comments ``begin`` and ``end``.

    Raises:
        ValueError: the page lacks the comments.
    """
    before, found_begin, rest = page.partition(begin)
    _, found_end, after = rest.partition(end)
    if not found_begin or not found_end:
        raise ValueError(f"There is no {begin.strip()} … {end.strip()} in it.")
    return f"{before}{begin}{part}{end}{after}"
