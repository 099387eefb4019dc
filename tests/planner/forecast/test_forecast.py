"""The forecast: exact where it can be checked by hand, right in distribution, and the same again for the same seed."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hientai.planner.forecast import (
    Band,
    Completion,
    ForecastError,
    ForecastProblem,
    ForecastResult,
    Group,
    Observation,
    Rate,
    Target,
    forecast,
)
from hientai.planner.forecast.criteria import posterior
from hientai.planner.forecast.explain import FirstYearFact, Outlook, OutlookFact, as_text, explain
from hientai.planner.forecast.solve import sampling
from hientai.planner.forecast.solve.atoms import compile_problem
from hientai.planner.forecast.verify import Fault, expected, verify

YEARS = (2022, 2023, 2024, 2025)
HALF = Fraction(1, 2)


def problem(*groups: Group, rates: tuple[Rate, ...] = (), targets: tuple[Target, ...] = ()) -> ForecastProblem:
    return ForecastProblem(YEARS, rates, groups, targets or (Target("t", "all", ("c",), 2025, HALF),))


def test_without_chance_the_figures_are_those_of_the_calendar() -> None:
    """Retirement is certain and counts on 31 December; completions count in their year; intake from its year."""
    found = forecast(
        problem(
            Group(10, ("all",), holds=("c",)),
            Group(4, ("all",), retires=2024),
            Group(6, ("all",), completions=(Completion("c", 2023),)),
            Group(5, ("all",), enters=2025),
        ),
        runs=10,
    )
    years = found.targets[0].years
    assert [y.population.p50 for y in years] == [20, 20, 16, 21]
    assert [y.attained.p50 for y in years] == [10, 16, 16, 16]
    assert [y.probability for y in years] == [1, 1, 1, 1]
    assert all(y.population.p5 == y.population.p95 for y in years)


def test_the_target_is_met_at_exactly_its_share_and_not_one_person_below() -> None:
    at = problem(
        Group(65, ("all",), ("c",)), Group(35, ("all",)), targets=(Target("t", "all", ("c",), 2025, Fraction("0.65")),)
    )
    below = problem(
        Group(64, ("all",), ("c",)), Group(36, ("all",)), targets=(Target("t", "all", ("c",), 2025, Fraction("0.65")),)
    )
    assert forecast(at, runs=5).all_probability == 1
    assert forecast(below, runs=5).all_probability == 0


def test_any_of_several_credentials_counts_once() -> None:
    target = Target("t", "all", ("a", "b"), 2025, number=7)
    group = Group(7, ("all",), holds=("a",), completions=(Completion("b", 2022),))
    found = forecast(problem(group, Group(3, ("all",)), targets=(target,)), runs=5)
    assert found.targets[0].years[3].attained.p50 == 7 and found.all_probability == 1


def test_leaving_follows_the_binomial_law() -> None:
    """100 people, 10% a year, 4 years: mean 65.61, variance n q (1 − q); p5 and p95 as in the tables."""
    people = Group(100, ("all",), ("c",), leaves="go")
    found = forecast(problem(people, rates=(Rate("go", value=0.1),)), runs=20_000, seed=3)
    last = found.targets[0].years[3].population
    stay = 0.9**4
    assert last.mean == pytest.approx(100 * stay, abs=4 * np.sqrt(100 * stay * (1 - stay) / 20_000))
    assert (last.p5, last.p50, last.p95) == (58, 66, 73)


def test_a_completion_needs_every_year_of_study_and_the_examination() -> None:
    planned = Completion("c", 2023, years=2, dropout="drop", failure="fail")
    rates = (Rate("drop", value=0.2), Rate("fail", value=0.5))
    found = forecast(problem(Group(40, ("all",), completions=(planned,)), rates=rates), runs=20_000)
    chance = 0.8**2 * 0.5
    assert found.targets[0].years[0].attained.p95 == 0
    spread = np.sqrt(40 * chance * (1 - chance) / 20_000)
    assert found.targets[0].years[1].attained.mean == pytest.approx(40 * chance, abs=4 * spread)


def test_the_two_ways_of_drawing_have_the_same_distribution(monkeypatch: pytest.MonkeyPatch) -> None:
    """Person by person, and by binomials: the same bands, also of what two completions give together."""
    planned = (Completion("c", 2022, failure="fail"), Completion("c", 2024, dropout="drop"))
    rates = (Rate("go", value=0.05), Rate("fail", value=0.4), Rate("drop", value=0.3))
    asked = problem(
        Group(90, ("all",), leaves="go", retires=2025, completions=planned[:1]),
        Group(90, ("all",), leaves="go", completions=planned),
        rates=rates,
    )
    bands = []
    for large in (1, 10_000):
        monkeypatch.setattr(sampling, "LARGE", large)
        bands.append([y.attained for y in forecast(asked, runs=8000, seed=large).targets[0].years])
    for one, other in zip(*bands, strict=True):
        assert one.mean == pytest.approx(other.mean, abs=0.5)
        assert (one.p5, one.p95) == (pytest.approx(other.p5, abs=1), pytest.approx(other.p95, abs=1))


def test_it_agrees_with_a_plain_loop_over_people() -> None:
    """The same futures told person by person in the simplest code there is."""
    planned = Completion("c", 2023, years=2, dropout="drop", failure="fail")
    rates = (Rate("go", history=(Observation(2021, 8, 100),)), Rate("drop", value=0.1), Rate("fail", value=0.1))
    asked = problem(
        Group(12, ("all",), ("c",), leaves="go"),
        Group(15, ("all",), leaves="go", completions=(planned,)),
        Group(3, ("all",), leaves="go", retires=2024),
        rates=rates,
    )
    rng, met, runs = np.random.default_rng(5), 0, 6000
    for _ in range(runs):
        go, people, holding = rng.beta(8.5, 92.5), 0, 0
        for kind, count in (("has", 12), ("learns", 15)):
            for _ in range(count):
                if all(rng.random() >= go for _ in range(4)):
                    people += 1
                    learnt = kind == "learns" and all(rng.random() >= 0.1 for _ in range(3))
                    holding += kind == "has" or learnt
        met += holding >= Fraction(85, 100) * people
    asked = replace(asked, targets=(Target("t", "all", ("c",), 2025, Fraction(85, 100)),))
    assert forecast(asked, runs=10_000).all_probability == pytest.approx(met / runs, abs=0.03)


def test_uncertain_rates_widen_the_band() -> None:
    group = Group(2000, ("all",), ("c",), leaves="go")
    sure = forecast(problem(group, rates=(Rate("go", value=0.05),)), runs=2000)
    unsure = forecast(problem(group, rates=(Rate("go", history=(Observation(2021, 5, 100),)),)), runs=2000)
    widths = [r.targets[0].years[3].population.p95 - r.targets[0].years[3].population.p5 for r in (sure, unsure)]
    assert widths[1] > 3 * widths[0]


def test_years_that_differ_more_than_chance_count_for_less() -> None:
    steady = Rate("r", history=tuple(Observation(y, 20, 1000) for y in range(2017, 2022)))
    jumpy = Rate(
        "r", history=tuple(Observation(y, n, 1000) for y, n in zip(range(2017, 2022), (2, 40, 5, 38, 15), strict=True))
    )
    narrow, wide = posterior(steady), posterior(jumpy)
    assert narrow == (100.5, 4900.5)
    assert wide is not None and sum(wide) < 1000
    assert wide[0] / sum(wide) == pytest.approx(0.02, abs=0.005)


def test_same_seed_same_figures_whatever_the_threads_and_a_longer_run_begins_alike() -> None:
    asked = problem(
        Group(300, ("all",), ("c",), leaves="go"),
        Group(20, ("all",), leaves="go"),
        rates=(Rate("go", history=(Observation(2021, 5, 100),)),),
    )
    one, again = forecast(asked, runs=1000, seed=9, threads=1), forecast(asked, runs=1000, seed=9, threads=2)
    assert one == again
    assert forecast(asked, runs=1000, seed=10) != one
    compiled = compile_problem(asked)
    short, long = (sampling.simulate(asked, compiled, n, 9).totals for n in (700, 1000))
    assert np.array_equal(short, long[:700])


def test_how_groups_are_cut_does_not_matter() -> None:
    whole = problem(Group(30, ("all", "other"), ("c",), leaves="go"), rates=(Rate("go", value=0.1),))
    cut = problem(*(Group(1, ("all",), ("c", "x"), leaves="go", name=str(i)) for i in range(30)), rates=whole.rates)
    assert forecast(whole, runs=500).targets == forecast(cut, runs=500).targets


def test_the_assumption_that_matters_most_comes_first() -> None:
    planned = Completion("c", 2025, failure="fail")
    rates = (Rate("go", history=(Observation(2021, 500, 10_000),)), Rate("fail", history=(Observation(2021, 2, 10),)))
    asked = problem(
        Group(50, ("all",), ("c",), leaves="go"), Group(50, ("all",), leaves="go", completions=(planned,)), rates=rates
    )
    drivers = {d.assumption: d for d in forecast(asked, runs=4000).targets[0].drivers}
    assert list(drivers)[:2] == ["late:c", "fail"]
    assert drivers["late:c"].low == pytest.approx(0.88, abs=0.03) and drivers["late:c"].high == pytest.approx(0.5)
    assert drivers["fail"].low > drivers["fail"].high and (drivers["fail"].explained or 0) > 0.5
    assert drivers["go"].swing < 1e-9 and (drivers["go"].explained or 0) < 0.01


def test_the_joint_probability_is_not_the_product() -> None:
    """Two targets on the same people are met together; the joint figure comes from the same runs."""
    targets = (Target("a", "all", ("c",), 2025, number=65), Target("b", "all", ("c",), 2025, number=66, priority=2))
    found = forecast(
        problem(Group(100, ("all",), ("c",), leaves="go"), rates=(Rate("go", value=0.1),), targets=targets), runs=4000
    )
    assert found.all_probability == found.targets[1].probability < found.targets[0].probability
    assert dict(found.by_priority) == {1: found.targets[0].probability, 2: found.targets[1].probability}


names = st.sampled_from(["p", "q"])
credentials = st.sampled_from(["a", "b", "c"])
rates = st.sampled_from([None, "r", "s"])


@st.composite
def groups(draw: st.DrawFn) -> Group:
    planned = draw(
        st.lists(
            st.builds(Completion, credentials, st.sampled_from(YEARS), st.integers(0, 3), rates, rates), max_size=3
        )
    )
    return Group(
        draw(st.integers(0, 80)),
        tuple(draw(st.sets(names, min_size=1))),
        tuple(draw(st.sets(credentials, max_size=2))),
        draw(st.none() | st.integers(2021, 2027)),
        draw(st.none() | st.integers(2021, 2027)),
        draw(rates),
        tuple(planned),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(groups(), min_size=1, max_size=6), st.integers(0, 100))
def test_the_judge_agrees_with_every_random_problem(drawn: list[Group], seed: int) -> None:
    known = (Rate("r", history=(Observation(2020, 3, 20), Observation(2021, 5, 25))), Rate("s", value=0.3))
    everyone = (Group(5, ("p", "q")), *drawn)
    targets = (Target("1", "p", ("a",), 2023, HALF), Target("2", "q", ("b", "c"), 2025, Fraction("0.7"), priority=2))
    asked = ForecastProblem(YEARS, known, everyone, targets)
    found = forecast(asked, runs=1000, seed=seed)
    assert verify(asked, found) == ()
    assert ForecastProblem.from_json(asked.to_json()) == asked
    assert ForecastResult.from_json(found.to_json()) == found
    assert all(as_text(f).endswith(".") for facts in explain(asked, found) for f in facts)


def test_the_expectation_has_the_moments_of_the_posterior() -> None:
    """E[(1 − p)⁴] of Beta(a, b) is larger than (1 − E p)⁴."""
    asked = problem(Group(1000, ("all",), leaves="go"), rates=(Rate("go", history=(Observation(2021, 1, 9),)),))
    people, _ = expected(asked, asked.targets[0])[3]
    b, n = 8.5, 10.0
    assert people == pytest.approx(1000 * b * (b + 1) * (b + 2) * (b + 3) / (n * (n + 1) * (n + 2) * (n + 3)))
    assert people > 1000 * 0.85**4


def test_the_judge_sees_a_changed_figure_and_another_problem() -> None:
    asked = problem(Group(100, ("all",), ("c",), leaves="go"), rates=(Rate("go", value=0.1),))
    found = forecast(asked, runs=1000)
    year = found.targets[0].years[1]
    wrong = replace(year, population=Band(year.population.mean + 2, 95, 90, 99), probability=1.2)
    years = (found.targets[0].years[0], wrong, *found.targets[0].years[2:])
    changed = replace(found, targets=(replace(found.targets[0], years=years),))
    assert {v.fault for v in verify(asked, changed)} == {
        Fault.MEAN_OFF, Fault.BAND_OUT_OF_ORDER, Fault.PROBABILITY_OUT_OF_RANGE,
    }  # fmt: skip
    other = problem(Group(101, ("all",), ("c",), leaves="go"), rates=asked.rates)
    assert [v.fault for v in verify(other, found)] == [Fault.OTHER_PROBLEM]


def test_a_missed_target_says_how_many_are_lacking() -> None:
    asked = problem(Group(30, ("all",), ("c",)), Group(70, ("all",)))
    outlook, first = explain(asked, forecast(asked, runs=5))[0][:2]
    assert isinstance(outlook, OutlookFact) and outlook.outlook is Outlook.EXCLUDED and outlook.short == 20
    assert first == FirstYearFact("t", None)
    assert "thiếu 20 người" in as_text(outlook)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"years": [2022, 2024]}, "liên tiếp"),
        ({"rates": [{"code": "r"}]}, "value hoặc history"),
        ({"rates": [{"code": "r", "value": 2}]}, "0–1"),
        ({"rates": [{"code": "r", "history": [{"year": 2020, "events": 5, "exposure": 3}]}]}, "events"),
        ({"groups": [{"count": 1, "populations": ["all"], "leaves": "x"}]}, r"groups\[0\].*“x”"),
        ({"groups": [{"count": 1.5, "populations": ["all"]}]}, r"groups\[0\]\.count"),
        ({"groups": [{"count": 1, "populations": ["all"], "size": 3}]}, "size"),
        (
            {"groups": [{"count": 1, "populations": ["all"], "completions": [{"credential": "c", "completes": 2020}]}]},
            "trước năm 2022",
        ),
        ({"targets": [{"code": "t", "population": "all", "credentials": ["c"], "year": 2031, "share": "0.5"}]}, "2031"),
        ({"targets": [{"code": "t", "population": "all", "credentials": ["c"], "year": 2025}]}, "share và number"),
        ({"targets": [{"code": "t", "population": "no", "credentials": ["c"], "year": 2025, "share": 1}]}, "“no”"),
        ({"targets": [{"code": "t", "population": "all", "credentials": ["c"], "year": 2025, "share": "x"}]}, "“x”"),
        ({"format": "other"}, "format"),
        ({"groups": None}, "groups"),
    ],
)
def test_faults_of_the_file_are_named_in_vietnamese(change: dict[str, object], says: str) -> None:
    data = {**problem(Group(1, ("all",))).to_json(), **change}
    with pytest.raises(ForecastError, match=says):
        ForecastProblem.from_json(data)
