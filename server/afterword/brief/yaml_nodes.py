"""Parses YAML into nodes, which hold their positions: nothing is built of foreign tags and aliases."""

from typing import cast

import yaml

YAML_ERRORS = (yaml.YAMLError, RecursionError, ValueError)
"""The errors that ``compose`` raises for what is no YAML; ValueError for an escape beyond Unicode."""


def compose(text: str) -> yaml.Node | None:
    """Return the root node of a text; None if there is nothing in it.

    Raises:
        yaml.YAMLError, RecursionError, ValueError: see ``YAML_ERRORS``.
    """
    return cast("yaml.Node | None", yaml.compose(text, Loader=yaml.SafeLoader))  # pyright: ignore[reportUnknownMemberType]


def is_null(node: yaml.Node) -> bool:
    """Whether a value is null: left empty, or written so."""
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"
