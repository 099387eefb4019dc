"""Questions to the organisations of any day."""

from hientai.org.queries.history import UnitHistory, history
from hientai.org.queries.succession import Conversion, convert, successor_map
from hientai.org.queries.tree import (
    UnitNode,
    ancestors,
    branches_on,
    children_on,
    descendant_ids,
    descendants,
    find_units,
    roots_on,
    tree_on,
    unit_on,
)

__all__ = [
    "Conversion",
    "UnitHistory",
    "UnitNode",
    "ancestors",
    "branches_on",
    "children_on",
    "convert",
    "descendant_ids",
    "descendants",
    "find_units",
    "history",
    "roots_on",
    "successor_map",
    "tree_on",
    "unit_on",
]
