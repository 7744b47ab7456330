"""YAML as nodes, which know where they stand: nothing is built of foreign tags and aliases."""

from typing import cast

import yaml

FAULTS = (yaml.YAMLError, RecursionError, ValueError)
"""What composing raises for what is no YAML; ValueError for an escape beyond Unicode."""


def compose(text: str) -> yaml.Node | None:
    """Return the root of a text; None if there is nothing in it.

    Raises:
        yaml.YAMLError, RecursionError, ValueError: see ``FAULTS``.
    """
    return cast("yaml.Node | None", yaml.compose(text, Loader=yaml.SafeLoader))  # pyright: ignore[reportUnknownMemberType]


def is_null(node: yaml.Node) -> bool:
    """Whether a value says nothing."""
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"
