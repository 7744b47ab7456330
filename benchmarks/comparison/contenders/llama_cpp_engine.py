"""llama.cpp through llama-cpp-python's own generate loop.

usage: llama_cpp_engine.py FILE.gguf THREADS
"""

import sys
import time
from typing import Any

from llama_cpp import Llama  # pyright: ignore[reportMissingImports]  # in an environment of its own
from request_loop import answer_requests

CONTEXT_TOKENS = 4608


def main() -> None:
    """Load the model and measure what is asked for."""
    threads = int(sys.argv[2])
    llama = Llama(
        sys.argv[1],
        n_ctx=CONTEXT_TOKENS,
        n_threads=threads,
        n_threads_batch=threads,
        verbose=False,
    )

    def answer(request: dict[str, Any]) -> dict[str, Any]:
        llama.reset()
        started_s = time.perf_counter()
        token_ids = llama.tokenize(request["prompt"].encode(), add_bos=True)
        written = llama.generate(token_ids, temp=0.0, top_k=1)
        last = next(written)  # comes when the prompt is read
        prefilled_s = time.perf_counter()
        for _ in range(request["write_tokens"]):
            llama.detokenize([last])
            last = next(written)
        return {
            "prompt_tokens": len(token_ids),
            "prefill_s": prefilled_s - started_s,
            "forwards": request["write_tokens"],
            "written_tokens": request["write_tokens"],
            "decode_s": time.perf_counter() - prefilled_s,
        }

    answer_requests(answer)


if __name__ == "__main__":
    main()
