# pyright: basic
"""Small models of sizes that compiled code fits, with int8 weights, in both int8 runtimes."""

from dataclasses import replace

import pytest

from afterword.models.model_store import compiled_code_folder
from afterword.transformer.loading.compiled_assembly import assemble_compiled, can_run_compiled
from afterword.transformer.precision import can_run_compiled_code
from afterword.transformer.quantisation.int8_recipe import int8_recipe
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.reference.reference_model import ReferenceModel
from afterword.transformer.runtime import Runtime
from afterword.transformer.serving_interfaces import TokenIds
from fakes.runtimes import rows_of
from fakes.small_models import CONFIGURATIONS, weights_of

needs_compiled_code = pytest.mark.skipif(
    not can_run_compiled_code(),
    reason="this processor has no instructions for it, or numba is missing",
)

WIDE_CONFIGURATIONS: dict[str, ModelConfiguration] = {
    name: replace(configuration, head_width=64, feed_forward_width=128)
    for name, configuration in CONFIGURATIONS.items()
}


def compiled_runtime(
    model: ReferenceModel, *, threads: int = 2, likely_token_ids: TokenIds | None = None
) -> Runtime:
    """Return a runtime of the model's weights in int8, as compiled code runs it."""
    assert can_run_compiled(model.configuration)
    made = int8_recipe(model.configuration, weights_of(model), (), None).quantise()
    measured = replace(made.measured, likely_token_ids=likely_token_ids)
    return assemble_compiled(
        model.configuration,
        rows_of(model.embedding.tokens.detach()),
        replace(made, measured=measured),
        threads=threads,
        code_folder=compiled_code_folder(),
    )
