"""Who says whether a model follows instructions: its engine, or before that its files."""

import json
from pathlib import Path

import pytest

from afterword.engine.instructions.instruction_support import supports_instructions
from unit.models.tiny_folder import write_folder

WORKING = "{% for message in messages %}<{{ message.content }}>{% endfor %}"
BROKEN = "{{ messages | no_such_filter }}"


def tuned_folder(folder: Path, template: str) -> str:
    write_folder(folder)
    (folder / "tokenizer_config.json").write_text(json.dumps({"chat_template": template}))
    return str(folder)


@pytest.mark.parametrize("answer", [True, False])
@pytest.mark.parametrize("model", ["smollm2-135m", "gemma3-270m"])
def test_once_loaded_the_engine_says_it(model: str, *, answer: bool) -> None:
    assert supports_instructions(model, engine_answer=answer) is answer


@pytest.mark.parametrize(
    ("model", "is_tuned"), [("smollm2-135m", True), ("gemma3-270m", False), ("no-such", False)]
)
def test_before_that_the_catalogue_says_it(model: str, *, is_tuned: bool) -> None:
    assert supports_instructions(model) is is_tuned


@pytest.mark.parametrize(
    ("template", "runs_template", "is_supported"),
    [
        pytest.param(WORKING, True, True, id="a-working-template"),
        pytest.param(BROKEN, True, False, id="a-broken-template"),
        pytest.param(BROKEN, False, True, id="a-broken-template-that-is-not-run"),
        pytest.param("", True, False, id="no-template"),
    ],
)
def test_a_model_folders_template_says_it(
    tmp_path: Path, template: str, *, runs_template: bool, is_supported: bool
) -> None:
    model = tuned_folder(tmp_path / "m", template)
    assert supports_instructions(model, runs_template=runs_template) is is_supported
