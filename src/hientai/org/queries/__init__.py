"""Questions to the organisations of any day."""

from hientai.org.queries.history import UnitHistory, history
from hientai.org.queries.succession import Conversion, convert, successor_map
from hientai.org.queries.tree import UnitNode, ancestors, children_on, descendant_ids, tree_on, unit_on

__all__ = [
    "Conversion",
    "UnitHistory",
    "UnitNode",
    "ancestors",
    "children_on",
    "convert",
    "descendant_ids",
    "history",
    "successor_map",
    "tree_on",
    "unit_on",
]
