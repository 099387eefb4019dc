"""The Hà Giang scheme of seed 002, loaded in full: populations, baseline, targets, tasks, solutions, lead groups."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hientai.base.actor import Actor
from hientai.demo.places import read_json
from hientai.officials.operations.reference import save_population
from hientai.org.models import Unit
from hientai.schemes.operations import tasks as task_operations
from hientai.schemes.operations import writing
from hientai.schemes.operations.measuring import take_measurements

LADDERS = {
    "professional": {2: "TRUNG_CAP", 3: "CAO_DANG", 4: "DAI_HOC", 5: "THAC_SI"},
    "theory": {2: "TRUNG_CAP", 3: "CAO_CAP", 4: "CU_NHAN"},
}
Criterion = dict[str, Any]


def translate(wants: dict[str, Any]) -> Criterion:
    """The neutral ``wants`` of the data file in the criterion language."""
    leaves: list[Criterion] = []
    held: Criterion = {"fact": "post"}
    if "level" in wants:
        held["levels"] = wants["level"]
    if wants.get("is_leader_or_committee") or len(held) > 1:
        leaves += [{"fact": "employed"}, held]
    if "status" in wants and len(held) == 1 and not wants.get("is_leader_or_committee"):
        leaves.append({"fact": "employed"})
    if "tier" in wants:
        leaves.append({"fact": "tier", "in": wants["tier"]})
    if "age_under" in wants:
        leaves.append({"fact": "age", "max": wants["age_under"] - 1})
    if wants.get("position_fit"):
        leaves.append({"fact": "position_fit"})
    if "kind" in wants:
        ladder = LADDERS[wants["kind"]]
        leaves.append({"fact": "qualification", "kind": wants["kind"], "min": ladder[wants["min_rank"]]})
        if "max_rank" in wants:
            above = {"fact": "qualification", "kind": wants["kind"], "min": ladder[wants["max_rank"] + 1]}
            leaves.append({"not": above})
    if "training_any" in wants:
        leaves.append({"fact": "training", "subjects": wants["training_any"], "since_year": int(wants["since"][:4])})
    return leaves[0] if len(leaves) == 1 else {"all": leaves}


def share(text: str) -> Decimal:
    """ "43,75" (percent) as a share 0–1."""
    return Decimal(text.replace(",", ".")) / 100


def load_scheme(by: Actor, units: dict[str, int], prefix: str = "HG") -> None:
    """Load the scheme through operations."""
    data = read_json("hagiang_scheme.json")
    populations = {
        p["code"]: save_population(
            by=by, code=p["code"], name=p["name"], criterion=translate(p["wants"]), description=p["note"]
        )
        for p in data["populations"]
    }
    head = data["scheme"]
    owner = Unit.objects.get(pk=units[prefix + head["issuer_unit"][2:]])
    scheme = writing.save_scheme(
        by=by, code=head["code"], name=head["name"], owner=owner, starts_on=date.fromisoformat(head["starts_on"]),
        ends_on=date.fromisoformat(head["ends_on"]), horizon_year=head["horizon_year"], necessity=head["necessity"],
        objectives=head["objectives"],
    )  # fmt: skip
    day = date.fromisoformat(data["baseline"]["measured_on"])
    order = 0
    for group in data["baseline"]["groups"]:
        population = populations[group["population"]]
        for label, printed, wants in group["rows"]:
            order += 1
            writing.save_baseline_figure(
                by=by, scheme=scheme, group=f"{population.name}: {group['group'].lower()}", label=label,
                population=population, condition=translate(wants), printed_share=share(printed),
                sums_to_whole=group["sums_to_whole"], measured_on=day, sort_order=order,
            )  # fmt: skip
    for order, row in enumerate(data["targets"], start=1):
        writing.save_target(
            by=by, scheme=scheme, code=row["code"], label=row["label"], population=populations[row["population"]],
            condition=translate(row["wants"]), priority=1 if row["code"] in ("T1", "T2", "T3") else 2,
            source_text=row["source_text"], sort_order=order, needs_confirmation=row["needs_confirmation"],
            milestones=[(m["year"], Decimal(m["share"]), not m["stated"]) for m in row["milestones"]],
        )  # fmt: skip
    _load_tasks(by, scheme, data, units, prefix)
    writing.put_in_force(by=by, scheme=scheme)
    take_measurements(by=by, scheme=scheme, on=day, is_baseline=True, note_text="Hiện trạng khi ban hành Đề án")


def _load_tasks(by: Actor, scheme: Any, data: dict[str, Any], units: dict[str, int], prefix: str) -> None:
    commission = Unit.objects.get(pk=units[f"{prefix}-BTC"])
    save = task_operations.save_task
    for order, group in enumerate(data["task_groups"]):
        parent = save(
            by=by, scheme=scheme, kind="task_group", code=group["code"], title=group["title"], sort_order=order * 10
        )
        for place, work in enumerate(group["works"], start=1):
            text = work["title"][:1].upper() + work["title"][1:]
            save(by=by, scheme=scheme, kind="work", code=work["code"], title=text, parent=parent, lead=commission,
                 due_on=date(2022 + place % 4, 12, 31), sort_order=order * 10 + place)  # fmt: skip
    for order, solution in enumerate(data["solutions"]):
        save(
            by=by,
            scheme=scheme,
            kind="solution",
            code=solution["code"],
            title=solution["title"],
            sort_order=100 + order,
        )
    for order, lead in enumerate(data["lead_groups"]):
        chosen = [Unit.objects.get(pk=units[prefix + code[2:]]) for code in lead["units"] if prefix + code[2:] in units]
        for kind in lead.get("unit_kinds", []):
            chosen += list(Unit.objects.filter(level=kind["level"], kind=kind["kind"], pk__in=units.values()))
        if chosen:
            save(by=by, scheme=scheme, kind="work", code=lead["code"],
                title=f"Thực hiện nhiệm vụ được phân công: {lead['title']}",
                 lead=chosen[0], cooperating=chosen[1:], due_on=date(2025, 12, 31), sort_order=200 + order)  # fmt: skip
    for order, duty in enumerate(data["standing_duties"]):
        text = duty["title"][:1].upper() + duty["title"][1:]
        save(by=by, scheme=scheme, kind="work", code=duty["code"], title=text, lead=commission,
             due_on=date(2022, 12, 15), sort_order=300 + order)  # fmt: skip
