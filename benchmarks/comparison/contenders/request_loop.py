"""The loop of a contender: reads a JSON object per line, answers with one. Imports no library.

Each contender runs in an environment of its own and holds its model; the comparison asks them in
turn, so that at any time only one of them works.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any

Answer = Callable[[dict[str, Any]], dict[str, Any]]


def answer_requests(answer: Answer) -> None:
    """Answer each line of standard input until it ends; the first answer says it is ready."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print must not get between the answers
    print(json.dumps({"ready": True}), file=out, flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), file=out, flush=True)
