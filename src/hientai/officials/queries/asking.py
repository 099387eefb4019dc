"""Many criteria about the same people on the same day, answered as sets of ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from hientai.base.criteria.catalogue import Catalogue
from hientai.base.criteria.tree import AllOf, Leaf, Negation, Node
from hientai.officials.models import Official
from hientai.officials.queries.criteria import ids_meeting
from hientai.officials.queries.dossier import Dossier


def everyone() -> frozenset[int]:
    """The ids of all officials, merged records left out."""
    return frozenset(Official.objects.living_records().order_by().values_list("pk", flat=True))


@dataclass(slots=True)
class Asking:
    """Criteria answered over one population on one day as sets of ids; each different leaf is asked once.

    Where a fact compiles to "the official is in this subquery", only the subquery runs, without its join to the
    officials; all / any / not are then set operations. The answers are those of ``ids_meeting``.
    """

    people: frozenset[int]
    catalogue: Catalogue[Dossier]
    on: date
    answers: dict[Node, frozenset[int]] = field(default_factory=dict)

    def meeting(self, node: Node) -> frozenset[int]:
        """Those of the population for whom the criterion holds."""
        found = self.answers.get(node)
        if found is None:
            found = self.answers[node] = self._answer(node)
        return found

    def _answer(self, node: Node) -> frozenset[int]:
        if isinstance(node, Leaf):
            return self._leaf(node)
        if isinstance(node, Negation):
            return self.people - self.meeting(node.child)
        if isinstance(node, AllOf):
            return self.people.intersection(*(self.meeting(child) for child in node.children))
        return frozenset().union(*(self.meeting(child) for child in node.children))

    def _leaf(self, leaf: Leaf) -> frozenset[int]:
        condition = self.catalogue.fact(leaf).compile(leaf.params, self.on)
        if len(condition.children) == 1 and not condition.negated:
            only = condition.children[0]
            if isinstance(only, tuple) and only[0] == "pk__in" and isinstance(only[1], QuerySet):
                return self.people.intersection(only[1].order_by().values_list("official_id", flat=True))
        return ids_meeting(leaf, self.catalogue, self.on) & self.people
