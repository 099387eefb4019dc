"""Problem and plan as JSON: the documented exchange format (docs/reference/plan-schema.md).

Writing is canonical (sorted where order means nothing), so the same problem always gives the same text and digest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import numpy as np

from hientai.planner.multiyear.plan import Conflict, Opening, Plan, Relaxation
from hientai.planner.multiyear.problem import (
    NEVER_LEAVES,
    Admission,
    ClassPin,
    GroupFilter,
    IntArray,
    Officials,
    Pin,
    Problem,
    ProblemError,
    Profile,
    Programme,
    Source,
    Target,
    Unit,
)
from hientai.planner.score import Tier

PROBLEM_SCHEMA = "hientai.multiyear.problem/1"
PLAN_SCHEMA = "hientai.multiyear.plan/1"
Json = dict[str, Any]


def month_text(index: int) -> str | None:
    """``24264`` → ``"2022-01"``; None for "never"."""
    return None if index >= NEVER_LEAVES or index <= 0 else f"{index // 12:04d}-{index % 12 + 1:02d}"


def _month(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    year, _, month = text.partition("-")
    return int(year) * 12 + int(month or 1) - 1


def _filter_to(who: GroupFilter) -> Json:
    return {k: list(v) for k, v in (("all_of", who.all_of), ("any_of", who.any_of), ("none_of", who.none_of)) if v}


def _filter_from(data: Json) -> GroupFilter:
    return GroupFilter(*(tuple(data.get(k, ())) for k in ("all_of", "any_of", "none_of")))


def _slim(data: Json) -> Json:
    """Without entries that say nothing."""
    return {k: v for k, v in data.items() if v not in (None, False, [], {}, "")}


def _programme_to(p: Programme) -> Json:
    admissions = [
        _slim({
            "who": _filter_to(a.who), "age_min_months": a.age_min_months, "age_max_months": a.age_max_months,
            "from_year": a.from_year, "until_year": a.until_year,
        })
        for a in p.admissions
    ]  # fmt: skip
    flags = {k: getattr(p, k) for k in ("long", "full_time", "yearly", "compulsory", "external")}
    numbers = {
        k: getattr(p, k)
        for k in (
            "duration_years", "days_per_year", "start_month", "service_after_months", "class_min", "class_max",
            "classes_per_year", "seats_per_year", "weeks_per_class",
        )
    }  # fmt: skip
    lists = {"grants": list(p.grants), "requires": list(p.requires)}
    costs = {"cost_per_learner": dict(p.cost_per_learner), "cost_per_class": dict(p.cost_per_class)}
    return {**_slim({"code": p.code, "name": p.name, **flags, **numbers, **lists, **costs}), "admissions": admissions}


def _programme_from(data: Json) -> Programme:
    plain = {k: v for k, v in data.items() if k not in ("admissions", "grants", "requires")}
    admissions = tuple(
        Admission(
            _filter_from(a.get("who", {})),
            *(a.get(k) for k in ("age_min_months", "age_max_months", "from_year", "until_year")),
        )
        for a in data.get("admissions", [{}])
    )
    lists: Json = {k: tuple(data.get(k, ())) for k in ("grants", "requires")}
    return Programme(**{"days_per_year": 0, **plain}, **lists, admissions=admissions)


def _target_to(t: Target) -> Json:
    data = {
        "code": t.code, "year": t.year, "name": t.name, "who": _filter_to(t.who), "held_any": list(t.held_any),
        "held_all": list(t.held_all), "share": None if t.share is None else str(t.share), "hard": t.hard,
        "price": t.price, "priority": t.priority,
    }  # fmt: skip
    return {**_slim(data), **({} if t.required is None else {"required": t.required})}


def _target_from(data: Json) -> Target:
    plain = {k: data[k] for k in ("code", "year", "name", "required", "hard", "price", "priority") if k in data}
    share = None if data.get("share") is None else Decimal(str(data["share"]))
    lists: Json = {k: tuple(data.get(k, ())) for k in ("held_any", "held_all")}
    return Target(**plain, **lists, who=_filter_from(data.get("who", {})), share=share)


def _officials_to(table: Officials) -> Json:
    return {
        "code": list(table.code),
        "unit": table.unit.tolist(),
        "profile": table.profile.tolist(),
        "born": [month_text(m) for m in table.born.tolist()],
        "leaves": [month_text(m) for m in table.leaves.tolist()],
        "enters": [month_text(m) for m in table.enters.tolist()],
    }


def _months(texts: Iterable[str | None], otherwise: int) -> IntArray:
    known: dict[str | None, int] = {}
    result = []
    for text in texts:
        value = known.get(text)
        if value is None:
            value = known[text] = _month(text, otherwise)
        result.append(value)
    return np.array(result, dtype=np.int64)


def _officials_from(data: Json) -> Officials:
    size = len(data["code"])
    return Officials(
        tuple(data["code"]),
        np.array(data["unit"], dtype=np.int64),
        np.array(data["profile"], dtype=np.int64),
        _months(data["born"], 0),
        _months(data.get("leaves") or [None] * size, NEVER_LEAVES),
        _months(data.get("enters") or [None] * size, 0),
    )


def problem_to_json(problem: Problem) -> str:
    """The problem as JSON text."""
    data = {
        "schema": PROBLEM_SCHEMA,
        "name": problem.name,
        "years": list(problem.years),
        "units": [
            _slim({"code": u.code, "name": u.name})
            | ({} if u.absence_permille is None else {"absence_permille": u.absence_permille})
            for u in problem.units
        ],
        "sources": [{"code": s.code, "name": s.name, "budgets": _by_year(s.budgets)} for s in problem.sources],
        "programmes": [_programme_to(p) for p in problem.programmes],
        "targets": [_target_to(t) for t in problem.targets],
        "profiles": [{"groups": sorted(p.groups), "holds": sorted(p.holds)} for p in problem.profiles],
        "officials": _officials_to(problem.officials),
        "pins": [
            {"official": p.official, "programme": p.programme, "year": p.year, "send": p.send} for p in problem.pins
        ],
        "class_pins": [
            {"programme": c.programme, "year": c.year, "at_least": c.at_least, "at_most": c.at_most}
            for c in problem.class_pins
        ],
        "classroom_weeks": _by_year(problem.classroom_weeks),
        "absence_permille": problem.absence_permille,
        "working_days": problem.working_days,
        "full_time_groups": list(problem.full_time_groups),
        "previous": _starts_to(problem.previous),
        "stability_price": problem.stability_price,
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _by_year(values: Mapping[int, int]) -> dict[str, int]:
    return {str(year): values[year] for year in sorted(values)}


def _years_from(data: Json) -> dict[int, int]:
    return {int(year): int(value) for year, value in data.items()}


def _starts_to(starts: Mapping[tuple[str, int], Iterable[str]]) -> list[Json]:
    return [{"programme": p, "year": y, "officials": sorted(starts[p, y])} for p, y in sorted(starts)]


def problem_from_json(text: str) -> Problem:
    """Read a problem and check it.

    Raises ProblemError when it is not JSON, of another schema, or contradicts itself.
    """
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise ProblemError(f"not JSON: {error}") from None
    if not isinstance(data, dict) or data.get("schema") != PROBLEM_SCHEMA:
        raise ProblemError(f"schema is not {PROBLEM_SCHEMA}")
    try:
        return _problem_from(data).checked()
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, ProblemError):
            raise
        raise ProblemError(f"malformed: {type(error).__name__}: {error}") from None


def _problem_from(data: Json) -> Problem:
    return Problem(
        name=data.get("name", ""),
        years=tuple(data["years"]),
        units=tuple(Unit(u["code"], u.get("name", ""), u.get("absence_permille")) for u in data["units"]),
        sources=tuple(Source(s["code"], s.get("name", ""), _years_from(s.get("budgets", {}))) for s in data["sources"]),
        programmes=tuple(_programme_from(p) for p in data["programmes"]),
        targets=tuple(_target_from(t) for t in data["targets"]),
        profiles=tuple(Profile(frozenset(p["groups"]), frozenset(p["holds"])) for p in data["profiles"]),
        officials=_officials_from(data["officials"]),
        pins=tuple(
            Pin(p["official"], p["programme"], p.get("year"), p.get("send", True)) for p in data.get("pins", ())
        ),
        class_pins=tuple(
            ClassPin(c["programme"], c["year"], c.get("at_least", 0), c.get("at_most"))
            for c in data.get("class_pins", ())
        ),
        classroom_weeks=_years_from(data.get("classroom_weeks", {})),
        absence_permille=data.get("absence_permille", 150),
        working_days=data.get("working_days", 220),
        full_time_groups=tuple(data.get("full_time_groups", ())),
        previous={(s["programme"], s["year"]): tuple(s["officials"]) for s in data.get("previous", ())},
        stability_price=data.get("stability_price", 0),
    )


def plan_to_json(problem: Problem, plan: Plan) -> str:
    """The plan as JSON text; ``attendees`` are codes of officials."""
    codes = problem.officials.code
    data = {
        "schema": PLAN_SCHEMA,
        "status": plan.status,
        "cost": plan.cost,
        "bound": plan.bound,
        "gap": plan.gap,
        "tiers": [{"name": t.name, "value": t.value, "bound": t.bound} for t in plan.tiers],
        "conflicts": [{"rules": list(c.rules), "proven": c.proven} for c in plan.conflicts],
        "relaxation": [{"rule": r.rule, "amount": r.amount} for r in plan.relaxation],
        "problem_digest": plan.problem_digest,
        "seed": plan.seed,
        "version": plan.version,
        "reproducible": plan.reproducible,
        "seconds": round(plan.seconds, 3),
        "phases": {k: round(v, 3) for k, v in plan.phases.items()},
        "openings": [
            {
                "programme": o.programme,
                "year": o.year,
                "classes": o.classes,
                "attendees": [codes[i] for i in o.attendees.tolist()],
            }
            for o in plan.openings
        ],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def plan_from_json(problem: Problem, text: str) -> Plan:
    """Read a plan for a problem; one made by hand needs only ``schema`` and ``openings``.

    Raises ProblemError when it is of another schema or names an unknown official or programme.
    """
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise ProblemError(f"not JSON: {error}") from None
    if not isinstance(data, dict) or data.get("schema") != PLAN_SCHEMA:
        raise ProblemError(f"schema is not {PLAN_SCHEMA}")
    index_of = {code: i for i, code in enumerate(problem.officials.code)}
    known = {p.code for p in problem.programmes}
    openings = []
    try:
        for o in data["openings"]:
            if o["programme"] not in known:
                raise ProblemError(f"unknown programme {o['programme']}")
            attendees = np.array(sorted(index_of[code] for code in o["attendees"]), dtype=np.int64)
            openings.append(Opening(o["programme"], int(o["year"]), int(o.get("classes", 0)), attendees))
    except KeyError as error:
        raise ProblemError(f"unknown official or missing field {error}") from None
    return Plan(
        status=data.get("status", "given"),
        openings=tuple(openings),
        tiers=tuple(Tier(t["name"], t["value"], t["bound"]) for t in data.get("tiers", ())),
        cost=data.get("cost", 0),
        bound=data.get("bound", 0.0),
        conflicts=tuple(Conflict(tuple(c["rules"]), c["proven"]) for c in data.get("conflicts", ())),
        relaxation=tuple(Relaxation(r["rule"], r["amount"]) for r in data.get("relaxation", ())),
        problem_digest=data.get("problem_digest", ""),
        seed=data.get("seed", 0),
        version=data.get("version", ""),
        reproducible=data.get("reproducible", True),
        seconds=data.get("seconds", 0.0),
        phases=data.get("phases", {}),
    )
