"""Official apportionments, reproduced seat by seat. Sources stand in the data files."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from hientai.planner.apportion import (
    Axis,
    Method,
    Quorum,
    SeatProblem,
    TableProblem,
    Unit,
    VoterNumbers,
    apportion,
    apportion_table,
)
from hientai.planner.apportion.explain import KeptSeatFact, NextSeatFact, explain_unit
from hientai.planner.apportion.verify import verify, verify_table

DATA = Path(__file__).parent / "data"
HOUSE = json.loads((DATA / "us_house.json").read_text(encoding="utf-8"))["years"]


def house(year: str, changes: dict[str, int] | None = None, method: Method = Method.HUNTINGTON_HILL) -> SeatProblem:
    table = HOUSE[year]
    people = {s: p + (changes or {}).get(s, 0) for s, p in zip(table["states"], table["pop"], strict=True)}
    return SeatProblem(tuple(Unit(s, Fraction(p), 1) for s, p in people.items()), sum(table["seats"]), method)


@pytest.mark.parametrize("year", sorted(HOUSE))
def test_the_us_house_is_reproduced(year: str) -> None:
    result = apportion(house(year))
    assert list(result.seats) == HOUSE[year]["seats"]
    assert result.ties == ()
    assert verify(house(year), result) == ()


def test_the_us_house_of_1940_differs_under_webster() -> None:
    """In 1941 the choice between the two methods moved one seat from Arkansas to Michigan."""
    states = HOUSE["1940"]["states"]
    hill, webster = apportion(house("1940")).seats, apportion(house("1940", method=Method.WEBSTER)).seats
    changed = {s: b - a for s, a, b in zip(states, hill, webster, strict=True) if a != b}
    assert changed == {"Arkansas": -1, "Michigan": 1}


def test_new_york_was_89_people_short_in_2020() -> None:
    problem = house("2020")
    states = HOUSE["2020"]["states"]
    new_york, minnesota = states.index("New York"), states.index("Minnesota")
    fact = next(f for f in explain_unit(problem, apportion(problem), new_york) if isinstance(f, NextSeatFact))
    assert (fact.seat, fact.needed, fact.loser) == (27, 89, "Minnesota")
    assert apportion(house("2020", {"New York": 88})).seats[new_york] == 26
    more = apportion(house("2020", {"New York": 89})).seats
    assert (more[new_york], more[minnesota]) == (27, 7)


def test_minnesota_kept_its_seat_by_a_few_people_in_2020() -> None:
    problem = house("2020")
    minnesota = HOUSE["2020"]["states"].index("Minnesota")
    fact = next(f for f in explain_unit(problem, apportion(problem), minnesota) if isinstance(f, KeptSeatFact))
    assert fact.gainer == "New York"
    assert apportion(house("2020", {"Minnesota": -int(fact.margin)})).seats[minnesota] == 7
    assert apportion(house("2020", {"Minnesota": 1 - int(fact.margin)})).seats[minnesota] == 8


def canton(name: str, *, quorum: Quorum | None = None, turned: bool = False) -> tuple[TableProblem, list[list[int]]]:
    data = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    votes, expected = data["votes"], data["expected"]
    lists = tuple(data.get("lists") or (f"L{i}" for i in range(len(votes))))
    districts = tuple(data.get("districts") or (f"D{j}" for j in range(len(votes[0]))))
    if turned:
        votes, expected = [list(c) for c in zip(*votes, strict=True)], [list(c) for c in zip(*expected, strict=True)]
    problem = TableProblem(
        districts if turned else lists,
        lists if turned else districts,
        tuple(tuple(Fraction(v) for v in row) for row in votes),
        tuple(data["seats"]) if turned else None,
        None if turned else tuple(data["seats"]),
        lists=Axis.PROGRAMMES if turned else Axis.UNITS,
        quorum=quorum,
        voter_numbers=VoterNumbers.VOTERS,
    )
    return problem, expected


ZUG = Quorum(district=Fraction(5, 100), total=Fraction(3, 100))


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(("name", "quorum"), [("zug2018", ZUG), ("uri2020", None)])
def test_swiss_cantons_are_reproduced_whichever_way_the_table_lies(
    name: str, quorum: Quorum | None, turned: bool
) -> None:
    problem, expected = canton(name, quorum=quorum, turned=turned)
    result = apportion_table(problem)
    assert [list(row) for row in result.seats] == expected
    assert verify_table(problem, result) == ()


def test_without_its_quorum_zug_would_give_the_first_list_a_seat() -> None:
    problem, _ = canton("zug2018")
    assert sum(apportion_table(problem).seats[0]) > 0
