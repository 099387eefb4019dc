"""Biproportional tables: exact margins, a proof in divisors, and a named contradiction when there is no table."""

import random
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hientai.planner.apportion import (
    ApportionmentError,
    Axis,
    Method,
    Quorum,
    QuorumRule,
    TableProblem,
    TableResult,
    VoterNumbers,
    apportion_table,
)
from hientai.planner.apportion.criteria import gives_first_seat_freely, power, signpost
from hientai.planner.apportion.explain import (
    CellBound,
    CellBoundFact,
    CellFact,
    CellNextFact,
    cell_as_text,
    explain_table,
)
from hientai.planner.apportion.verify import Breach, verify_table

DIVISORS = [m for m in Method if m is not Method.HAMILTON]


def table(
    weights: list[list[int]],
    unit_seats: list[int],
    programme_seats: list[int],
    method: Method = Method.WEBSTER,
    minimum: list[list[int]] | None = None,
    maximum: list[list[int]] | None = None,
    **more: object,
) -> TableProblem:
    return TableProblem(
        tuple(f"U{i}" for i in range(len(weights))),
        tuple(f"P{j}" for j in range(len(weights[0]))),
        tuple(tuple(Fraction(w) for w in row) for row in weights),
        tuple(unit_seats),
        tuple(programme_seats),
        method,
        minimum=minimum and tuple(map(tuple, minimum)),
        maximum=maximum and tuple(map(tuple, maximum)),
        **more,  # type: ignore[arg-type]
    )


def random_table(seed: int, size: int = 6, largest: int | None = None, most: int = 5) -> tuple[TableProblem, bool]:
    """A random table, and whether its margins come from an allocation that keeps all bounds (so it is solvable)."""
    rnd = random.Random(seed)
    m, n = rnd.randint(1, size), rnd.randint(1, size)
    method = rnd.choice([Method.WEBSTER, *DIVISORS])
    big = largest or rnd.choice([3, 10, 1000, 10**9, 10**20])
    weights = [[0 if rnd.random() < 0.25 else rnd.randint(1, big) for _ in range(n)] for _ in range(m)]
    least = 1 if gives_first_seat_freely(method) else 0
    held = [[rnd.randint(least, most) if weights[i][j] else 0 for j in range(n)] for i in range(m)]
    rows, columns = [sum(r) for r in held], [sum(c) for c in zip(*held, strict=True)]
    minimum = maximum = None
    if rnd.random() < 0.5:
        minimum = [[max(0, k - rnd.randint(0, 3)) if rnd.random() < 0.3 else 0 for k in row] for row in held]
        maximum = [[k + rnd.randint(0, 3) for k in row] for row in held]
    moved = rnd.random() < 0.15
    if moved:
        i, k = rnd.randrange(m), rnd.randrange(m)
        if rows[i] > 0 and i != k:
            rows[i], rows[k] = rows[i] - 1, rows[k] + 1
        else:
            moved = False
    return table(weights, rows, columns, method, minimum, maximum), not moved


def test_a_thousand_random_tables_keep_their_margins_exactly() -> None:
    solved = refused = 0
    for seed in range(1000):
        problem, solvable = random_table(seed)
        try:
            result = apportion_table(problem)
        except ApportionmentError:
            assert not solvable, seed
            refused += 1
            continue
        assert verify_table(problem, result) == (), seed
        solved += 1
    assert solved > 900 and refused > 3


def every_table(problem: TableProblem) -> list[tuple[tuple[int, ...], ...]]:
    assert problem.unit_seats is not None and problem.programme_seats is not None
    rows = []
    for i, seats in enumerate(problem.unit_seats):
        choices = []
        for row in product(range(seats + 1), repeat=len(problem.programmes)):
            inside = all(
                (problem.minimum is None or k >= problem.minimum[i][j])
                and (problem.maximum is None or k <= problem.maximum[i][j])
                and (problem.weights[i][j] > 0 or k == (problem.minimum[i][j] if problem.minimum else 0))
                for j, k in enumerate(row)
            )
            if sum(row) == seats and inside:
                choices.append(row)
        rows.append(choices)
    return [t for t in product(*rows) if tuple(map(sum, zip(*t, strict=True))) == problem.programme_seats]


def price(problem: TableProblem, seats: tuple[tuple[int, ...], ...]) -> Fraction:
    """Product of threshold ÷ weight over all seats: the biproportional table has the smallest."""
    out = Fraction(1)
    for i, row in enumerate(seats):
        for j, k in enumerate(row):
            for n in range(1, k + 1):
                if problem.weights[i][j] > 0 and not (n == 1 and gives_first_seat_freely(problem.method)):
                    out *= signpost(problem.method, n) / problem.weights[i][j] ** power(problem.method)
    return out


def test_small_tables_agree_with_brute_force_and_ties_are_complete() -> None:
    ties = 0
    for seed in range(600):
        problem, _ = random_table(seed, size=3, largest=1 + seed % 3, most=2)
        assert problem.unit_seats is not None
        if gives_first_seat_freely(problem.method) or sum(problem.unit_seats) > 14:
            continue
        every = every_table(problem)
        try:
            result = apportion_table(problem)
        except ApportionmentError:
            assert not every, seed
            continue
        best = min(price(problem, t) for t in every)
        optimal = [t for t in every if price(problem, t) == best]
        assert result.seats == max(optimal), "the first contested cell in reading order keeps the seat"
        contested = {
            (i, j)
            for i in range(len(problem.units))
            for j in range(len(problem.programmes))
            if len({t[i][j] for t in optimal}) > 1
        }
        assert {c for tie in result.ties for c in tie.cells} == contested, seed
        ties += bool(contested)
    assert ties > 5


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_order_and_scale_do_not_matter(seed: int, rnd: random.Random) -> None:
    problem, solvable = random_table(seed)
    if not solvable:
        return
    result = apportion_table(problem)
    if result.ties:
        return
    rows, columns = list(range(len(problem.units))), list(range(len(problem.programmes)))
    rnd.shuffle(rows)
    rnd.shuffle(columns)
    assert problem.unit_seats is not None and problem.programme_seats is not None

    def pick(matrix: tuple[tuple[int, ...], ...] | None) -> list[list[int]] | None:
        return matrix and [[matrix[i][j] for j in columns] for i in rows]

    factor = [rnd.randint(1, 50) for _ in rows]
    other = table(
        [[int(problem.weights[i][j]) * f for j in columns] for i, f in zip(rows, factor, strict=True)],
        [problem.unit_seats[i] for i in rows],
        [problem.programme_seats[j] for j in columns],
        problem.method,
        pick(problem.minimum),
        pick(problem.maximum),
    )
    expected = tuple(tuple(result.seats[i][j] for j in columns) for i in rows)
    assert apportion_table(other).seats == expected


def test_when_all_cells_are_equal_the_table_is_still_exact_and_says_so() -> None:
    problem = table([[1] * 4 for _ in range(40)], [5] * 40, [50] * 4)
    result = apportion_table(problem)
    assert verify_table(problem, result) == ()
    assert len(result.ties[0].cells) == 160
    assert set(map(sum, result.seats)) == {5} and set(map(max, result.seats)) == {2}


def test_weights_beyond_floating_point_are_told_apart() -> None:
    """Two products that agree in the first 30 digits: only exact arithmetic sees which is larger."""
    big = 10**15
    left = apportion_table(table([[big, big - 1], [big + 1, big]], [1, 1], [1, 1]))
    right = apportion_table(table([[big, big + 1], [big - 1, big]], [1, 1], [1, 1]))
    equal = apportion_table(table([[big, 2 * big], [3 * big, 6 * big]], [1, 1], [1, 1]))
    # big × big is larger than (big − 1)(big + 1) = big² − 1 in both
    assert left.seats == right.seats == ((1, 0), (0, 1))
    assert left.ties == right.ties == ()
    assert len(equal.ties[0].cells) == 4


def test_zero_cells_that_leave_no_room_are_named() -> None:
    # P0 can only be attended by U0, which has two seats
    with pytest.raises(ApportionmentError) as caught:
        apportion_table(table([[5, 5, 5], [0, 5, 5], [0, 5, 5]], [2, 4, 4], [3, 4, 3]))
    assert "P0" in caught.value.message


def test_a_conflict_that_only_several_programmes_together_show_is_named() -> None:
    # U0 and U1 may send nobody to P2 and P3, yet their seats exceed what P0 and P1 hold
    weights = [[5, 5, 0, 0], [5, 5, 0, 0], [5, 5, 5, 5], [5, 5, 5, 5]]
    with pytest.raises(ApportionmentError) as caught:
        apportion_table(table(weights, [4, 4, 2, 2], [3, 3, 3, 3]))
    assert caught.value.code == "margins_impossible"
    assert set(caught.value.names) == {"P0", "P1"} and "ít nhất 8" in caught.value.message


def test_margins_with_different_sums_are_refused() -> None:
    with pytest.raises(ApportionmentError, match="hai tổng phải bằng nhau"):
        apportion_table(table([[1, 1], [1, 1]], [2, 2], [2, 3]))


VOTES = [[60, 30, 10], [45, 50, 5], [30, 60, 10]]


def election(**more: object) -> TableProblem:
    return TableProblem(
        ("A", "B", "C"),
        ("X", "Y", "Z"),
        tuple(tuple(Fraction(v) for v in row) for row in VOTES),
        (5, 4, 2),
        None,
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("quorum", "excluded"),
    [
        (Quorum(district=Fraction(10, 100)), ()),
        (Quorum(district=Fraction(11, 100)), (2,)),
        (Quorum(total=Fraction(9, 100)), (2,)),
        (Quorum(Fraction(10, 100), Fraction(9, 100)), ()),
        (Quorum(Fraction(10, 100), Fraction(9, 100), QuorumRule.ALL), (2,)),
    ],
)
def test_the_quorum_counts_districts_total_or_both(quorum: Quorum, excluded: tuple[int, ...]) -> None:
    problem = election(quorum=quorum)
    result = apportion_table(problem)
    assert result.excluded == excluded
    assert (result.programme_seats[2] == 0) == bool(excluded)
    assert verify_table(problem, result) == ()


def test_the_strongest_list_of_each_district_gets_a_seat() -> None:
    # Y is strongest only in the one-seat district C and would get its only seat in A
    votes = ((Fraction(90), Fraction(40)), (Fraction(80), Fraction(1)), (Fraction(5), Fraction(6)))
    plain = TableProblem(("A", "B", "C"), ("X", "Y"), votes, (3, 2, 1), (5, 1))
    assert apportion_table(plain).seats == ((2, 1), (2, 0), (1, 0))
    ruled = TableProblem(("A", "B", "C"), ("X", "Y"), votes, (3, 2, 1), (5, 1), winner_seat=True)
    result = apportion_table(ruled)
    assert result.seats == ((3, 0), (2, 0), (0, 1))
    assert result.winners == ((0, 0), (1, 0), (2, 1))
    assert verify_table(ruled, result) == ()
    assert Breach.WINNER_WITHOUT_SEAT in {v.breach for v in verify_table(ruled, apportion_table(plain))}


def test_the_judge_recomputes_quorum_and_missing_margin() -> None:
    problem = election(quorum=Quorum(total=Fraction(9, 100)))
    other = apportion_table(replace(problem, quorum=None))
    assert Breach.WRONG_EXCLUSION in {v.breach for v in verify_table(problem, other)}
    moved = apportion_table(replace(problem, programme_seats=(6, 5, 0)))
    right = apportion_table(problem)
    assert right.programme_seats == (5, 6, 0)
    assert Breach.STRONGER_CLAIM_PASSED_OVER in {v.breach for v in verify_table(problem, moved)}


def test_the_winner_rule_follows_the_lists_when_the_table_is_turned() -> None:
    votes = ((Fraction(90), Fraction(80), Fraction(5)), (Fraction(40), Fraction(1), Fraction(6)))
    turned = TableProblem(("X", "Y"), ("A", "B", "C"), votes, (5, 1), (3, 2, 1), winner_seat=True, lists=Axis.UNITS)
    result = apportion_table(turned)
    assert result.seats == ((3, 2, 0), (0, 0, 1))
    assert set(result.winners) == {(0, 0), (0, 1), (1, 2)}
    assert verify_table(turned, result) == ()


def test_a_list_that_wins_more_districts_than_it_has_seats_is_an_error() -> None:
    votes = ((Fraction(9), Fraction(8)), (Fraction(9), Fraction(8)), (Fraction(1), Fraction(90)))
    problem = TableProblem(("A", "B", "C"), ("X", "Y"), votes, (1, 1, 4), (1, 5), winner_seat=True)
    with pytest.raises(ApportionmentError, match="X.*ít nhất 2.*chỉ có 1.*danh sách thắng"):
        apportion_table(problem)


def test_voters_are_votes_divided_by_the_seats_of_the_district() -> None:
    votes = ((Fraction(900), Fraction(100)), (Fraction(40), Fraction(60)))
    by_votes = TableProblem(("A", "B"), ("X", "Y"), votes, (10, 1), None)
    by_voters = TableProblem(("A", "B"), ("X", "Y"), votes, (10, 1), None, voter_numbers=VoterNumbers.VOTERS)
    assert apportion_table(by_votes).programme_seats == (9, 2)
    assert apportion_table(by_voters).programme_seats == (7, 4)


def test_the_judge_sees_seats_exchanged_by_hand() -> None:
    problem = table([[90, 10], [10, 90]], [4, 4], [4, 4])
    right = apportion_table(problem)
    wrong = TableResult(
        problem.method,
        ((3, 1), (1, 3)) if right.seats != ((3, 1), (1, 3)) else ((4, 0), (0, 4)),
        right.unit_seats,
        right.programme_seats,
        right.unit_divisors,
        right.programme_divisors,
    )
    breaches = {v.breach for v in verify_table(problem, wrong)}
    assert breaches & {Breach.DIVISOR_REFUSES_SEAT, Breach.DIVISOR_GRANTS_MORE}


def grown(problem: TableProblem, i: int, j: int, more: Fraction) -> TableProblem:
    rows = [list(row) for row in problem.weights]
    rows[i][j] += more
    return replace(problem, weights=tuple(tuple(row) for row in rows))


def test_the_weight_said_to_be_missing_for_a_cell_is_what_is_missing() -> None:
    checked = 0
    for seed in range(40):
        problem, solvable = random_table(seed, size=5, largest=1000)
        if not solvable:
            continue
        result = apportion_table(problem)
        for fact in (f for facts in explain_table(problem, result) for f in facts):
            if isinstance(fact, CellNextFact) and not result.ties:
                i, j = problem.units.index(fact.unit), problem.programmes.index(fact.programme)
                more = apportion_table(grown(problem, i, j, Fraction(fact.needed) + Fraction(1, 100)))
                assert more.seats[i][j] >= fact.seat, (seed, fact)
                if fact.needed > 1:
                    less = apportion_table(grown(problem, i, j, Fraction(fact.needed) - 1 - Fraction(1, 100)))
                    assert less.seats[i][j] == fact.seat - 1, (seed, fact)
                checked += 1
    assert checked > 60


def test_every_cell_with_weight_has_its_reason() -> None:
    for seed in range(60):
        problem, solvable = random_table(seed)
        if solvable:
            result = apportion_table(problem)
            cells = list(explain_table(problem, result))
            weights = [w for row in problem.weights for w in row]
            for weight, facts in zip(weights, cells, strict=True):
                assert bool(weight) <= bool(facts)
                assert all(cell_as_text(f).endswith(".") for f in facts)


def test_rules_are_named_where_they_decide() -> None:
    bounded = table([[50, 50], [50, 50]], [4, 4], [4, 4], minimum=[[3, 0], [0, 0]], maximum=[[9, 9], [1, 9]])
    facts = [f for cell in explain_table(bounded, apportion_table(bounded)) for f in cell]
    assert all(isinstance(f, CellFact | CellBoundFact | CellNextFact) for f in facts)
    excluded = election(quorum=Quorum(total=Fraction(9, 100)))
    facts = [f for cell in explain_table(excluded, apportion_table(excluded)) for f in cell]
    assert sum(isinstance(f, CellBoundFact) and f.bound is CellBound.EXCLUDED for f in facts) == 3


def test_hamilton_is_no_method_for_tables() -> None:
    with pytest.raises(ApportionmentError, match="ước số"):
        table([[1]], [1], [1], Method.HAMILTON)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6))
def test_a_table_survives_json(seed: int) -> None:
    problem, _ = random_table(seed)
    assert TableProblem.from_json(problem.to_json()) == problem
    quorum = election(quorum=Quorum(Fraction(1, 20), None, QuorumRule.ALL), lists=Axis.UNITS, winner_seat=True)
    assert TableProblem.from_json(quorum.to_json()) == quorum
