"""transformers' model class in bf16, greedy, token by token: the same weights, unquantised.

usage: transformers_engine.py MODEL THREADS
"""

import sys
import time
from typing import Any

import torch
from request_loop import answer_requests
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM

from afterword.models.model_store import ModelStore


def main() -> None:
    """Load the model and measure what is asked for."""
    prepared = ModelStore().prepare(sys.argv[1])
    torch.set_num_threads(int(sys.argv[2]))
    model = AutoModelForCausalLM.from_pretrained(prepared.folder, dtype=torch.bfloat16).eval()
    tokenizer = Tokenizer.from_file(str(prepared.folder / "tokenizer.json"))
    bos = [prepared.bos_token_id] if prepared.prepends_bos else []

    @torch.inference_mode()
    def answer(request: dict[str, Any]) -> dict[str, Any]:
        started_s = time.perf_counter()
        token_ids = bos + tokenizer.encode(request["prompt"], add_special_tokens=False).ids
        ran = model(torch.tensor([token_ids]), use_cache=True, logits_to_keep=1)
        last = int(ran.logits[0, -1].argmax())
        prefilled_s = time.perf_counter()
        for _ in range(request["write_tokens"]):
            tokenizer.decode([last])
            ran = model(torch.tensor([[last]]), past_key_values=ran.past_key_values, use_cache=True)
            last = int(ran.logits[0, -1].argmax())
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
