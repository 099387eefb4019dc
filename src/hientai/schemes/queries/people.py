"""The people behind a target: those who meet it and those who lack it, as a criterion that any list can use."""

from __future__ import annotations

from hientai.base.criteria.catalogue import Catalogue
from hientai.base.criteria.tree import AllOf, Negation, Node
from hientai.officials.queries.criteria import read_criterion
from hientai.officials.queries.dossier import Dossier
from hientai.schemes.models import Target


def people_of_target(target: Target, catalogue: Catalogue[Dossier], *, meeting: bool | None) -> Node:
    """The population of a target (``meeting`` None), those of it who meet the condition, or those who do not."""
    population = read_criterion(target.population.criterion, catalogue)
    if meeting is None:
        return population
    condition = read_criterion(target.condition, catalogue)
    return AllOf((population, condition if meeting else Negation(condition)))
