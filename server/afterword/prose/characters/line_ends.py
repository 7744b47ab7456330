"""Line ends of texts, which editors and files keep as LF, CRLF or CR."""


def with_lf_line_ends(text: str) -> str:
    """Return a text with LF for each CRLF and CR."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
