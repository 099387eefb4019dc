"""The gap of a province: at once as person by person, in cells as in the matrix, in a constant number of queries."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hientai.needs.codes import GapState
from hientai.needs.queries.cells import CellPart, people_of_cell, within_unit
from hientai.needs.queries.gaps import (
    catalogue_on,
    gap_of_official,
    gaps_of_population,
    standards_on,
)
from hientai.needs.queries.matrix import gap_matrix, matrix_of_units, officials_of_unit
from hientai.needs.queries.named import lacking_by_official
from hientai.officials.models import Official
from hientai.officials.queries.asking import everyone
from hientai.officials.queries.criteria import load_catalogue
from hientai.officials.queries.dossier import load_dossiers
from hientai.org.models import Unit


@pytest.mark.parametrize("on", [date(2022, 1, 10), date(2019, 6, 30), date(2025, 12, 1)])
def test_everyone_at_once_agrees_with_each_person_alone(demo: Any, on: date) -> None:
    catalogue = load_catalogue()
    standards = standards_on(on, catalogue)
    table = gaps_of_population(everyone(), standards, catalogue, on)
    chosen = random.Random(7).sample(sorted(everyone()), 60)
    seen = set()
    for pk, dossier in load_dossiers(chosen).items():
        alone = {line.standard.code: line.state for line in gap_of_official(dossier, standards, catalogue, on)}
        seen |= set(alone.values())
        for column in table.columns:
            at_once = (
                GapState.MISSING if pk in column.missing
                else GapState.OWED if pk in column.owed
                else GapState.MET if pk in column.audience else None
            )  # fmt: skip
            assert alone.get(column.standard.code) == at_once, (pk, column.standard.code)
    assert {GapState.MET, GapState.MISSING} <= seen


def test_cells_lead_to_the_people_the_matrix_counts(demo: Any) -> None:
    catalogue = catalogue_on(demo)
    table = gaps_of_population(everyone(), standards_on(demo, catalogue), catalogue, demo)
    top = Unit.objects.get(code="HG")
    rows = gap_matrix(table, top)
    assert len(rows) >= 3 and sum(r.cells[0].audience for r in rows) == len(table.columns[0].audience)
    units = {unit.pk: unit for unit in Unit.objects.all()}
    people = Official.objects.living_records()
    for row in rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            for part, number in (
                (CellPart.MISSING, cell.missing),
                (CellPart.OWED, cell.owed),
                (CellPart.ALL, cell.audience),
            ):
                found = people_of_cell(column.standard, part, catalogue, demo, people)
                assert within_unit(found, units[row.unit_id], demo).count() == number


def test_units_of_different_depths_share_no_one(demo: Any) -> None:
    catalogue = catalogue_on(demo)
    table = gaps_of_population(everyone(), standards_on(demo, catalogue), catalogue, demo)
    top = Unit.objects.get(code="HG")
    below = Unit.objects.filter(parent=top).order_by("path")[0]
    both = matrix_of_units(table, [top, below])
    assert [row.unit_id for row in both] == [top.pk, below.pk]
    assert sum(row.cells[0].audience for row in both) == len(table.columns[0].audience)
    assert both[1].cells[0].audience == len(table.columns[0].audience & officials_of_unit(below, demo))


def test_names_are_those_of_the_table_in_vietnamese_order(demo: Any) -> None:
    catalogue = catalogue_on(demo)
    table = gaps_of_population(everyone(), standards_on(demo, catalogue), catalogue, demo)
    named = lacking_by_official(table)
    assert {row.pk for row in named if row.missing} == table.lacking()
    order = list(Official.objects.order_by("name_key", "birth_on", "pk").values_list("pk", flat=True))
    assert [row.pk for row in named] == [pk for pk in order if pk in {row.pk for row in named}]


def test_the_number_of_queries_does_not_grow_with_people(demo: Any) -> None:
    catalogue = catalogue_on(demo)
    standards = standards_on(demo, catalogue)
    counts = []
    for people in (frozenset(sorted(everyone())[:5]), everyone()):
        with CaptureQueriesContext(connection) as queries:
            gaps_of_population(people, standards, catalogue, demo)
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 2 and counts[1] <= 3 * len(standards)  # two terms of grace
