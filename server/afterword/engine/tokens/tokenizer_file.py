"""The content of a model's ``tokenizer.json``, as the tokenizers library writes it. Encodes nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from afterword.errors import ModelFileError

TokenizerFile = Mapping[str, Any]
"""The parsed file. For Gemma it takes 200 MB and a second, so that it is read once and dropped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedToken:
    """A token that is found in a text before anything is merged."""

    text: str
    is_special: bool


def read_tokenizer_file(folder: Path) -> TokenizerFile:
    """Return the content of ``tokenizer.json``.

    Raises:
        ModelFileError: it is missing, or no JSON object.
    """
    path = folder / "tokenizer.json"
    try:
        content: object = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:  # brackets may be nested without end
        raise _damaged(path, str(error)) from error
    if not isinstance(content, dict):
        raise _damaged(path, "it is no JSON object")
    return cast("TokenizerFile", content)


def pieces_of(content: TokenizerFile) -> dict[str, int]:
    """Return the id of every token, as the file spells them; added ones are included.

    Raises:
        LookupError, TypeError, ValueError: the file is damaged.
    """
    vocabulary = content["model"]["vocab"]
    if isinstance(vocabulary, list):  # of a Unigram model: pieces with their scores
        scored = cast("list[tuple[str, float]]", vocabulary)
        pieces = {piece: index for index, (piece, _) in enumerate(scored)}
    else:
        pieces = dict(cast("dict[str, int]", vocabulary))
    return pieces | {token.text: token_id for token_id, token in added_tokens_of(content).items()}


def added_tokens_of(content: TokenizerFile) -> dict[int, AddedToken]:
    """Return the added tokens by their ids.

    Raises:
        LookupError, TypeError, ValueError: the file is damaged.
    """
    return {
        int(token["id"]): AddedToken(
            text=str(token["content"]), is_special=bool(token.get("special"))
        )
        for token in content.get("added_tokens") or ()
    }


def _damaged(path: Path, how: str) -> ModelFileError:
    return ModelFileError(f"{path} can't be read: {how}.", next_step="Prepare the model again.")
