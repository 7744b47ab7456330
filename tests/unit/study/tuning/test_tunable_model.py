# pyright: basic
import json
from pathlib import Path

import pytest
import torch

from afterword.errors import ModelError, ModelFileError
from afterword.study.tuning.tunable_model import TunableModel
from afterword.transformer.reference.families import read_configuration
from afterword.transformer.reference.reference_model import ReferenceModel
from afterword.transformer.reference.weight_folder import WeightFolder
from unit.study.tuning.tiny_tuning import tiny_base

TOKENS = torch.arange(40)[None]


def reference(folder: Path) -> ReferenceModel:
    configuration = read_configuration(folder)
    model = ReferenceModel(configuration)  # pyright: ignore[reportArgumentType]
    files = WeightFolder(folder, configuration)  # pyright: ignore[reportArgumentType]
    model.load_state_dict({name: torch.tensor(files.read(name)) for name in model.state_dict()})
    return model.eval()


def test_computes_what_the_reference_model_does(tmp_path: Path) -> None:
    model = TunableModel(tiny_base(tmp_path / "tiny"), dtype=torch.float32)
    logits = model.hidden_states(TOKENS) @ model.head.t()
    assert torch.allclose(logits, reference(tmp_path / "tiny")(TOKENS), atol=1e-5)


def test_in_bf16_the_states_between_blocks_stay_exact(tmp_path: Path) -> None:
    model = TunableModel(tiny_base(tmp_path / "tiny"), dtype=torch.bfloat16)
    seen: list[torch.dtype] = []
    model.module.blocks[-1].register_forward_hook(lambda _m, _i, out: seen.append(out.dtype))
    states = model.hidden_states(TOKENS)
    assert seen == [torch.float32]
    assert states.dtype == model.head.dtype == torch.bfloat16
    expected = reference(tmp_path / "tiny").hidden_states(TOKENS)
    assert (states.float() - expected).norm() < 0.03 * expected.norm()


def change_config(folder: Path, **values: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


@pytest.mark.parametrize("family", ["gpt2", "mamba", ""])
def test_a_base_of_another_kind_is_refused(tmp_path: Path, family: str) -> None:
    base = tiny_base(tmp_path / "tiny")
    change_config(base.folder, model_type=family, n_embd=48, n_head=6, n_layer=3, n_positions=64)
    with pytest.raises(ModelError, match="tiny can't be tuned") as caught:
        TunableModel(base)
    assert "--base" in caught.value.next_step


def test_weights_of_another_shape_are_reported(tmp_path: Path) -> None:
    base = tiny_base(tmp_path / "tiny")
    change_config(base.folder, intermediate_size=64)
    with pytest.raises(ModelFileError, match="tiny is damaged") as caught:
        TunableModel(base)
    assert caught.value.next_step


def test_missing_weights_are_reported(tmp_path: Path) -> None:
    base = tiny_base(tmp_path / "tiny")
    (base.folder / "model.safetensors").unlink()
    with pytest.raises(ModelFileError) as caught:
        TunableModel(base)
    assert caught.value.next_step
