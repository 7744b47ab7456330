"""The command line: ``afterword``. Useful without an editor; starts the language server."""

import logging
import os
import sys
from collections.abc import Sequence

from afterword.cli.parser import build_parser
from afterword.errors import AfterwordError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 for success; 1 for a failure; 2 for unusable arguments; 130 for an interrupt.
    """
    # numpy's library of products keeps threads awake after each one, on processors that a model wants:
    # eight rows of logits by a vector took 8 ms of processor time instead of 0.5. It is read at import.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    parsed = build_parser().parse_args(arguments)
    logging.basicConfig(
        level=logging.INFO if parsed.verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    try:
        return int(parsed.run(parsed))
    except AfterwordError as error:
        print(f"afterword: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `afterword … | head`: the reader has closed the pipe
        sys.stderr.close()
        return 1
