"""The base of every table of settings."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A table of settings. A value must have the field's type: the text ``"12"`` is no number."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
    )
