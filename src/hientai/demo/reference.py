"""The code lists, titles, terms and legal tables that every installation starts with, read from the data files."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any

from hientai.base.actor import Actor
from hientai.base.periods import add_months
from hientai.officials.operations import reference

KNOWN = {"code", "vi", "en", "rank", "valid_from", "valid_until", "sort_order", "report_bucket", "variants", "mark",
         "needs_confirmation", "legal_basis"}  # fmt: skip
NOT_CODE_LISTS = {"title", "term", "management_tier", "retirement_age", "succession_limit", "report_bucket_map"}


def read_rows(package: str, name: str) -> list[dict[str, str]]:
    """The rows of a data file of a package ("hientai.officials", "title.csv")."""
    text = files(package).joinpath("data", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def day(text: str) -> date | None:
    """An ISO day, or None when empty."""
    return date.fromisoformat(text) if text else None


def _code_items() -> list[dict[str, Any]]:
    rows = []
    for path in sorted(files("hientai.officials").joinpath("data").iterdir(), key=lambda p: p.name):
        name = path.name.removesuffix(".csv")
        if not path.name.endswith(".csv") or name in NOT_CODE_LISTS:
            continue
        for row in read_rows("hientai.officials", path.name):
            rows.append(
                {
                    "list_name": name, "code": row["code"], "label": row["vi"], "label_en": row["en"],
                    "rank": int(row["rank"] or 0), "sort_order": int(row["sort_order"] or 0),
                    "report_bucket": row.get("report_bucket") or "",
                    "variants": [v for v in (row.get("variants") or "").split("|") if v],
                    "attributes": {k: v for k, v in row.items() if k not in KNOWN and v},
                    "valid_from": day(row.get("valid_from", "")) or date(1945, 9, 2),
                    "valid_until": day(row.get("valid_until", "")), "legal_basis": row.get("legal_basis") or "",
                    "needs_confirmation": row["needs_confirmation"] == "1",
                }
            )  # fmt: skip
    return rows


def _titles() -> list[dict[str, Any]]:
    flags = ("is_leader", "is_committee", "is_key", "is_elected", "needs_confirmation")
    return [
        {
            "code": r["code"], "label": r["vi"], "label_en": r["en"], "level": r["level"], "sector": r["sector"],
            "rank": int(r["rank"]), "tier": r["tier"], "sort_order": int(r["sort_order"]),
            "valid_from": day(r["valid_from"]) or date(1945, 9, 2), "valid_until": day(r["valid_until"]),
            **{flag: r[flag] == "1" for flag in flags},
        }
        for r in read_rows("hientai.officials", "title.csv")
    ]  # fmt: skip


def _retirement() -> list[dict[str, Any]]:
    rows = []
    for r in read_rows("hientai.officials", "retirement_age.csv"):
        until = add_months(date.fromisoformat(r["born_to"] + "-01"), 1) if r["born_to"] else None
        rows.append(
            {
                "sex": r["sex"], "born_from": date.fromisoformat(r["born_from"] + "-01"), "born_until": until,
                "age_years": int(r["age_years"]), "age_months": int(r["age_months"]),
                "legal_basis": r["legal_basis"], "needs_confirmation": r["needs_confirmation"] == "1",
            }
        )  # fmt: skip
    return rows


def install_reference(by: Actor) -> dict[str, int]:
    """Load all reference data through operations; safe to repeat. Returns how many rows each loader wrote."""
    tiers = [
        {"code": r["code"], "label": r["vi"], "rank": int(r["rank"])}
        for r in read_rows("hientai.officials", "management_tier.csv")
    ]
    terms = [
        {"code": r["code"], "kind": r["kind"], "label": r["label"], "starts_year": int(r["starts_year"]),
         "ends_year": int(r["ends_year"])}
        for r in read_rows("hientai.officials", "term.csv")
    ]  # fmt: skip
    limits = [
        {"code": r["code"], "label": r["label"], "level": r["level"], "value": Decimal(r["value"]),
            "is_hard": r["is_hard"] == "1",
         "valid_from": day(r["valid_from"]), "valid_until": day(r["valid_until"]), "legal_basis": r["legal_basis"],
         "needs_confirmation": r["needs_confirmation"] == "1"}
        for r in read_rows("hientai.officials", "succession_limit.csv")
    ]  # fmt: skip
    return {
        "codes": reference.load_code_items(by=by, rows=_code_items()),
        "tiers": reference.load_tiers(by=by, rows=tiers),
        "titles": reference.load_titles(by=by, rows=_titles()),
        "terms": reference.load_terms(by=by, rows=terms),
        "retirement": reference.load_retirement_rules(by=by, rows=_retirement()),
        "limits": reference.load_succession_limits(by=by, rows=limits),
    }
