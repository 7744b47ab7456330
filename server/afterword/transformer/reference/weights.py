# pyright: basic
"""Writes the weights of models that were trained here, in the Llama layout."""

from pathlib import Path

from afterword.transformer.reference.reference_model import ReferenceModel
from afterword.transformer.reference.weight_folder import source_of
from afterword.transformer.tensor_file import shape_of, write_tensor_file
from afterword.transformer.torch_arrays import as_array


def write_llama_weights(model: ReferenceModel, path: Path) -> None:
    """Write a model of the llama family as a safetensors file that transformers loads.

    Raises:
        ValueError: the model is of another family.
        OSError: the file can't be written.
    """
    if model.configuration.family != "llama":
        raise ValueError("only models of the llama family can be written")
    state = {
        source_of(name, model.configuration).name: as_array(tensor.cpu())
        for name, tensor in model.state_dict().items()
    }
    shapes = {name: shape_of(array) for name, array in state.items()}
    write_tensor_file(path, shapes, state.values(), {"format": "pt"})
