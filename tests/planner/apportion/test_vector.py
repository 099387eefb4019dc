"""One list of units: what every method promises, and what happens at bounds, ties and contradictions."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hientai.planner.apportion import (
    ApportionmentError,
    Method,
    SeatProblem,
    SeatResult,
    Unit,
    apportion,
    method_named,
)
from hientai.planner.apportion.criteria import claim, clamped_shares, power, signpost
from hientai.planner.apportion.explain import (
    BoundFact,
    BoundKind,
    ExcludedFact,
    NextSeatFact,
    as_text,
    explain,
    explain_seats,
    explain_unit,
    explain_whole,
)
from hientai.planner.apportion.verify import Breach, verify

DIVISORS = [m for m in Method if m is not Method.HAMILTON]
methods = st.sampled_from(list(Method))
divisors = st.sampled_from(DIVISORS)
weights = st.lists(st.integers(1, 10_000), min_size=1, max_size=12)


def simple(values: list[int], seats: int, method: Method) -> SeatProblem:
    return SeatProblem(tuple(Unit(f"U{i}", Fraction(w)) for i, w in enumerate(values)), seats, method)


@st.composite
def bounded(draw: st.DrawFn) -> SeatProblem:
    """A solvable problem with bounds, weights down to zero and fractions among them."""
    units, low, high = [], 0, 0
    for i in range(draw(st.integers(1, 8))):
        weight = draw(st.fractions(0, 1000, max_denominator=12))
        least = draw(st.integers(0, 3))
        most = draw(st.none() | st.integers(least, least + 6))
        units.append(Unit(f"U{i}", weight, least, most))
        low += least
        high += least if weight == 0 else least + 20 if most is None else most
    return SeatProblem(tuple(units), draw(st.integers(low, high)), draw(methods))


def cost(problem: SeatProblem, seats: tuple[int, ...]) -> tuple[int, Fraction]:
    """Product of the strengths of all granted claims: divisor methods make it as large as possible."""
    first, strength = 0, Fraction(1)
    for unit, k in zip(problem.units, seats, strict=True):
        for n in range(unit.minimum + 1, k + 1):
            rank, value = claim(problem.method, unit.weight, n)
            first += rank
            strength *= value
    return first, strength


@settings(max_examples=300, deadline=None)
@given(bounded())
def test_totals_and_bounds_are_exact_and_the_judge_agrees(problem: SeatProblem) -> None:
    result = apportion(problem)
    assert sum(result.seats) == problem.seats
    assert verify(problem, result) == ()
    for unit, k in zip(problem.units, result.seats, strict=True):
        assert unit.minimum <= k and (unit.maximum is None or k <= unit.maximum)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 30), min_size=2, max_size=4), st.integers(0, 7), divisors)
def test_divisor_methods_agree_with_brute_force(values: list[int], seats: int, method: Method) -> None:
    problem = simple(values, seats, method)
    every = [s for s in product(range(seats + 1), repeat=len(values)) if sum(s) == seats]
    best = max(cost(problem, s) for s in every)
    result = apportion(problem)
    assert cost(problem, result.seats) == best
    assert bool(result.ties) == (sum(cost(problem, s) == best for s in every) > 1)


@settings(deadline=None)
@given(weights, st.integers(0, 200))
def test_hamilton_and_the_one_sided_methods_keep_the_quota(values: list[int], seats: int) -> None:
    total = sum(values)
    quotas = [Fraction(w * seats, total) for w in values]
    for q, k in zip(quotas, apportion(simple(values, seats, Method.HAMILTON)).seats, strict=True):
        assert q - 1 < k < q + 1
    assert all(k > q - 1 for q, k in zip(quotas, apportion(simple(values, seats, Method.DHONDT)).seats, strict=True))
    if seats >= len(values):
        adams = apportion(simple(values, seats, Method.ADAMS)).seats
        assert all(k < q + 1 for q, k in zip(quotas, adams, strict=True))


@settings(deadline=None)
@given(weights, st.integers(0, 100), divisors)
def test_one_more_seat_takes_none_away(values: list[int], seats: int, method: Method) -> None:
    before = apportion(simple(values, seats, method)).seats
    after = apportion(simple(values, seats + 1, method)).seats
    assert all(b <= a for b, a in zip(before, after, strict=True))


def test_hamilton_shows_the_alabama_paradox() -> None:
    """The reason why divisor methods are recommended: with a larger house a unit can lose."""
    before = apportion(simple([6, 6, 2], 10, Method.HAMILTON)).seats
    after = apportion(simple([6, 6, 2], 11, Method.HAMILTON)).seats
    assert (before, after) == ((4, 4, 2), (5, 5, 1))


@settings(deadline=None)
@given(st.data(), divisors)
def test_nobody_loses_by_growing_faster(data: st.DataObject, method: Method) -> None:
    """Population monotonicity: a unit that grew does not lose a seat to one that shrank (ties aside)."""
    values = data.draw(st.lists(st.integers(1, 1000), min_size=2, max_size=8))
    seats = data.draw(st.integers(len(values), 60))
    grown = [
        w + data.draw(st.integers(0, 50)) if i % 2 else max(1, w - data.draw(st.integers(0, 50)))
        for i, w in enumerate(values)
    ]
    first, second = apportion(simple(values, seats, method)), apportion(simple(grown, seats, method))
    if first.ties or second.ties:
        return
    lost = [i for i in range(len(values)) if i % 2 and second.seats[i] < first.seats[i]]
    won = [i for i in range(len(values)) if not i % 2 and second.seats[i] > first.seats[i]]
    assert not (lost and won)


@settings(deadline=None)
@given(st.permutations(range(6)), st.lists(st.integers(1, 500), min_size=6, max_size=6), st.integers(0, 50), methods)
def test_the_order_of_units_does_not_matter(order: list[int], values: list[int], seats: int, method: Method) -> None:
    straight = apportion(simple(values, seats, method)).seats
    mixed = apportion(simple([values[i] for i in order], seats, method)).seats
    by_weight = sorted(zip(values, straight, strict=True))
    assert by_weight == sorted(zip([values[i] for i in order], mixed, strict=True))


@settings(deadline=None)
@given(weights, st.integers(0, 100), methods, st.fractions(Fraction(1, 1000), 1000, max_denominator=1000))
def test_the_scale_of_weights_does_not_matter(values: list[int], seats: int, method: Method, by: Fraction) -> None:
    problem = simple(values, seats, method)
    scaled = SeatProblem(tuple(Unit(u.name, u.weight * by) for u in problem.units), seats, method)
    assert apportion(problem).seats == apportion(scaled).seats


@settings(deadline=None)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=8), st.integers(1, 5), methods)
def test_whole_quotas_are_given_as_they_are(shares: list[int], size: int, method: Method) -> None:
    result = apportion(simple([k * size for k in shares], sum(shares), method))
    assert list(result.seats) == shares


@pytest.mark.parametrize("method", DIVISORS)
def test_thresholds_lie_between_neighbouring_seats(method: Method) -> None:
    for k in range(1, 30):
        assert (k - 1) ** power(method) <= signpost(method, k) <= k ** power(method)
        assert signpost(method, k) < signpost(method, k + 1)


@settings(max_examples=200, deadline=None)
@given(bounded())
def test_the_weight_said_to_be_missing_is_exactly_what_is_missing(problem: SeatProblem) -> None:
    result = apportion(problem)
    for i in range(len(problem.units)):
        for fact in explain_unit(problem, result, i):
            if isinstance(fact, NextSeatFact):
                grain = Fraction(1, 27720)  # finer than every denominator drawn
                units = list(problem.units)
                units[i] = Unit(fact.unit, units[i].weight + fact.needed, units[i].minimum, units[i].maximum)
                assert apportion(SeatProblem(tuple(units), problem.seats, problem.method)).seats[i] >= fact.seat
                assert fact.needed >= 0 and (fact.needed / grain).denominator == 1


def test_ties_are_reported_and_go_to_the_larger_then_the_earlier() -> None:
    equal = apportion(simple([5, 5, 5], 4, Method.WEBSTER))
    assert equal.seats == (2, 1, 1)
    assert equal.ties[0].units == (0, 1, 2) and equal.ties[0].seats == 1 and equal.ties[0].winners == (0,)
    # D'Hondt: 6/3 = 4/2 = 2/1: the claim of the largest counts first
    assert apportion(simple([2, 4, 6], 4, Method.DHONDT)).seats == (0, 1, 3)


@pytest.mark.parametrize("method", [Method.ADAMS, Method.DEAN, Method.HUNTINGTON_HILL])
def test_too_few_seats_for_a_first_seat_each_go_to_the_largest(method: Method) -> None:
    result = apportion(simple([10, 30, 20], 2, method))
    assert result.seats == (0, 1, 1)
    assert result.divisor is None


def test_a_unit_without_weight_gets_its_minimum_only() -> None:
    units = (Unit("A", Fraction(0), 2), Unit("B", Fraction(1)), Unit("C", Fraction(0)))
    assert apportion(SeatProblem(units, 7)).seats == (2, 5, 0)


def test_bounds_are_named_with_what_would_be_without_them() -> None:
    problem = SeatProblem((Unit("A", Fraction(1), 2), Unit("B", Fraction(90), 0, 5), Unit("C", Fraction(9))), 10)
    result = apportion(problem)
    assert result.seats[0] == 2 and result.seats[1] == 5
    bounds = [f for facts in explain(problem, result) for f in facts if isinstance(f, BoundFact)]
    assert [(f.unit, f.kind) for f in bounds] == [("A", BoundKind.MINIMUM), ("B", BoundKind.MAXIMUM)]
    assert bounds[0].otherwise == 0 and (bounds[1].otherwise or 0) > 5


def test_the_quorum_shuts_out_and_says_what_is_missing() -> None:
    units = (Unit("A", Fraction(96)), Unit("B", Fraction(4)))
    problem = SeatProblem(units, 30, Method.WEBSTER, Fraction(5, 100))
    result = apportion(problem)
    assert result.seats == (30, 0) and result.excluded == (1,)
    fact = next(f for f in explain_unit(problem, result, 1) if isinstance(f, ExcludedFact))
    grown = Fraction(4) + fact.needed
    assert grown / (96 + grown) >= Fraction(5, 100) > (grown - 1) / (95 + grown)
    assert apportion(SeatProblem((units[0], Unit("B", Fraction(100, 19) * 1)), 30, quorum=Fraction(5, 100))).seats[1]


@pytest.mark.parametrize(
    ("units", "seats", "code", "word"),
    [
        ([("A", 1, 3, None), ("B", 1, 2, None)], 4, "minimums_exceed_seats", "tối thiểu"),
        ([("A", 1, 0, 1), ("B", 1, 0, 2)], 4, "maximums_below_seats", "tối đa"),
        ([("A", 0, 0, None)], 1, "maximums_below_seats", "trọng số"),
    ],
)
def test_impossible_bounds_are_refused_in_vietnamese(
    units: list[tuple[str, int, int, int | None]], seats: int, code: str, word: str
) -> None:
    with pytest.raises(ApportionmentError) as caught:
        apportion(SeatProblem(tuple(Unit(n, Fraction(w), lo, hi) for n, w, lo, hi in units), seats))
    assert caught.value.code == code and word in caught.value.message


def test_a_minimum_above_its_maximum_names_the_unit() -> None:
    with pytest.raises(ApportionmentError, match="Sở Nội vụ"):
        Unit("Sở Nội vụ", Fraction(1), 3, 2)


def test_the_judge_sees_a_seat_moved_by_hand() -> None:
    problem = simple([100, 50, 10], 8, Method.WEBSTER)
    right = apportion(problem)
    wrong = SeatResult(problem.method, (right.seats[0] - 1, right.seats[1], right.seats[2] + 1), right.shares)
    assert [v.breach for v in verify(problem, wrong)] == [Breach.STRONGER_CLAIM_PASSED_OVER]
    short = SeatResult(problem.method, (1, 1, 1), right.shares)
    assert Breach.WRONG_TOTAL in {v.breach for v in verify(problem, short)}


@settings(max_examples=50, deadline=None)
@given(bounded())
def test_every_seat_has_a_reason_and_every_fact_a_sentence(problem: SeatProblem) -> None:
    result = apportion(problem)
    assert sum(1 for _ in explain_seats(problem, result)) == problem.seats
    facts = [f for facts in explain(problem, result) for f in facts]
    facts += [*explain_whole(problem, result), *explain_seats(problem, result)]
    assert all(as_text(f).endswith(".") for f in facts)


@settings(deadline=None)
@given(bounded())
def test_a_problem_survives_json(problem: SeatProblem) -> None:
    assert SeatProblem.from_json(problem.to_json()) == problem


@settings(deadline=None)
@given(bounded())
def test_shares_are_one_factor_times_the_weight_between_the_bounds(problem: SeatProblem) -> None:
    lower = [u.minimum for u in problem.units]
    upper = [u.minimum if u.weight == 0 else 99 if u.maximum is None else u.maximum for u in problem.units]
    shares = clamped_shares([u.weight for u in problem.units], lower, upper, problem.seats)
    assert sum(shares) == problem.seats
    inside = {
        s / u.weight
        for s, u, lo, hi in zip(shares, problem.units, lower, upper, strict=True)
        if u.weight and lo < s < hi
    }
    assert len(inside) <= 1


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("Sainte-Laguë", Method.WEBSTER),
        ("D’Hondt", Method.DHONDT),
        ("huntington_hill", Method.HUNTINGTON_HILL),
        ("Huntington–Hill", Method.HUNTINGTON_HILL),
        ("HAMILTON", Method.HAMILTON),
        ("jefferson", Method.DHONDT),
    ],
)
def test_methods_are_known_by_their_usual_names(name: str, method: Method) -> None:
    assert method_named(name) is method


def test_an_unknown_method_lists_the_known_ones() -> None:
    with pytest.raises(ApportionmentError, match="webster"):
        method_named("bốc thăm")
