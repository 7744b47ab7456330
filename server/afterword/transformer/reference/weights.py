# pyright: basic
"""The weights of a Hugging Face folder as tensors, by their names in the reference model.

Tensors are read one at a time. The Llama layout is written too, for models that were trained here.
"""

from pathlib import Path

from torch import Tensor

from afterword.transformer.reference.reference_model import ReferenceModel
from afterword.transformer.reference.weight_folder import WeightFolder, source_of
from afterword.transformer.tensor_file import shape_of, write_tensor_file
from afterword.transformer.torch_arrays import as_array, as_tensor


def read_weight(folder: WeightFolder, name: str) -> Tensor:
    """Return the tensor that the reference model calls ``name``, in its stored type.

    Raises:
        ModelFileError: the folder doesn't hold it.
    """
    file, source = folder.find(name)
    tensor = as_tensor(file.read(source.name, is_writable=True))
    if source.is_transposed:
        tensor = tensor.t()
    if source.fused_part is not None:
        tensor = tensor.chunk(3)[source.fused_part]
    return tensor if source.offset == 0.0 else tensor.float() + source.offset


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
