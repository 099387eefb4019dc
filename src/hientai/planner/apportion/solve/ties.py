"""Which of several equally right tables is taken: the first cell in reading order keeps the most seats.

Among all tables with the same margins and the same proof, each contested cell (row by row, left to right) takes the
larger of its two possible values whenever the cells before it allow. Beyond `LIMIT` contested cells the table found
first is kept: it is still reproducible, only not the first in this order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from hientai.planner.apportion.problem import CellTie
from hientai.planner.apportion.solve.scaling import Ints

LIMIT = 3000

Cell = tuple[int, int]
Node = tuple[str, int]


def take_first(seats: Ints, ties: Iterable[CellTie]) -> tuple[CellTie, ...]:
    """Rotate tied seats in place so that the earliest contested cells hold them; returns the ties as they then are."""
    return tuple(_rotate(seats, tie) if len(tie.cells) <= LIMIT else tie for tie in ties)


def _rotate(seats: Ints, tie: CellTie) -> CellTie:
    # A contested cell that lacks the seat is an arc row → column, one that holds it an arc column → row;
    # walking a closed circle exchanges seats and keeps every margin.
    holders = set(tie.holders)
    open_cells = set(tie.cells)
    for cell in sorted(tie.cells):
        if cell not in holders:
            for visited in _circle(cell, open_cells, holders):
                if visited in holders:
                    holders.discard(visited)
                    seats[visited] -= 1
                else:
                    holders.add(visited)
                    seats[visited] += 1
        open_cells.discard(cell)
    return CellTie(tie.cells, tuple(sorted(holders)))


def _circle(cell: Cell, open_cells: set[Cell], holders: set[Cell]) -> list[Cell]:
    """The cells of a circle that gives `cell` the seat, through open cells only; empty when there is none."""
    ahead: dict[Node, list[tuple[Node, Cell]]] = {}
    for i, j in sorted(open_cells):
        if (i, j) in holders:
            ahead.setdefault(("c", j), []).append((("r", i), (i, j)))
        elif (i, j) != cell:
            ahead.setdefault(("r", i), []).append((("c", j), (i, j)))
    start: Node = ("c", cell[1])
    goal: Node = ("r", cell[0])
    came: dict[Node, tuple[Node, Cell]] = {}
    queue = deque([start])
    while queue and goal not in came:
        node = queue.popleft()
        for following, through in ahead.get(node, ()):
            if following not in came and following != start:
                came[following] = (node, through)
                queue.append(following)
    if goal not in came:
        return []
    path = [cell]
    node = goal
    while node != start:
        node, through = came[node]
        path.append(through)
    return path
