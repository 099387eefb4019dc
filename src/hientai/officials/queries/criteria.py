"""Criteria over officials: the catalogue of facts, populations as queries, verdicts in bulk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from hientai.base.codelists import CodeBook, load_codes
from hientai.base.criteria.catalogue import Catalogue
from hientai.base.criteria.meaning import compile_query, explain
from hientai.base.criteria.tree import Node, from_json
from hientai.officials.codes import CODE_LIST_OF
from hientai.officials.models import Official, Title
from hientai.officials.models.official import OfficialQuerySet
from hientai.officials.queries import facts_career, facts_person
from hientai.officials.queries.dossier import Dossier
from hientai.org.models import ManagementTier, Term, Unit

LISTS = (*CODE_LIST_OF.values(), "ethnic_group", "rating_rank", "class_type", "org_type")


def load_catalogue(*, with_units: Sequence[str] | None = None) -> Catalogue[Dossier]:
    """The facts askable of officials, with the labels and ranks of the code lists, in five queries.

    ``with_units`` limits which units may be named (their codes); None loads those at depth 3 or less.
    """
    book = load_codes(LISTS)
    tiers = list(ManagementTier.objects.values_list("code", "label", "rank"))
    titles = tuple(Title.objects.values_list("code", "label"))
    terms = tuple(Term.objects.values_list("code", "label"))
    chosen = Unit.objects.filter(depth__lte=3) if with_units is None else Unit.objects.filter(code__in=with_units)
    units = list(chosen.values_list("code", "name", "path"))
    return build_catalogue(book, tiers, titles, terms, units)


def build_catalogue(
    book: CodeBook,
    tiers: Sequence[tuple[str, str, int]],
    titles: tuple[tuple[str, str], ...],
    terms: tuple[tuple[str, str], ...],
    units: Sequence[tuple[str, str, str]],
) -> Catalogue[Dossier]:
    """The catalogue from lists already in memory."""
    unit_options = tuple((code, name) for code, name, _ in units)
    paths = {code: path for code, _, path in units}
    facts = (
        facts_person.employed(),
        facts_person.sex(),
        facts_person.age(),
        facts_person.minority(),
        facts_person.ethnicity(book),
        facts_person.party(),
        facts_person.service(),
        facts_person.remaining_service(),
        facts_person.position_fit(),
        facts_career.tier(tuple((code, label) for code, label, _ in tiers)),
        facts_career.post(titles, book.options("org_type"), paths, unit_options),
        facts_career.pool(titles, terms),
        facts_career.qualification(book),
        facts_career.rating(book),
        facts_career.training(book.options("class_type")),
    )
    return Catalogue({fact.code: fact for fact in facts})


def read_criterion(data: Any, catalogue: Catalogue[Dossier]) -> Node:
    """A stored criterion as a checked tree. Raises BadInput in Vietnamese when it is wrong."""
    node = from_json(data)
    catalogue.check(node)
    return node


def explain_criterion(data: Mapping[str, Any], catalogue: Catalogue[Dossier]) -> str:
    """A stored criterion as one Vietnamese sentence."""
    return explain(read_criterion(data, catalogue), catalogue)


def officials_meeting(
    node: Node, catalogue: Catalogue[Dossier], on: date, within: OfficialQuerySet | None = None
) -> OfficialQuerySet:
    """The officials (merged records left out) for whom the criterion holds on a day."""
    people: OfficialQuerySet = Official.objects.living_records() if within is None else within
    return people.filter(compile_query(node, catalogue, on) or Q())


def ids_meeting(node: Node, catalogue: Catalogue[Dossier], on: date) -> frozenset[int]:
    """The ids of the officials for whom the criterion holds on a day."""
    return frozenset(officials_meeting(node, catalogue, on).order_by().values_list("pk", flat=True))
