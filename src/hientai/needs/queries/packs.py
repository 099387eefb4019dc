"""A rule pack as the JSON it is loaded from and exported to."""

from __future__ import annotations

from typing import Any

from hientai.needs.models import RulePack

HEAD = ("name", "legal_basis", "note", "needs_confirmation")
REQUIREMENT = ("code", "label", "audience", "condition", "grace_months", "severity", "closes_with", "legal_basis",
               "needs_confirmation", "sort_order")  # fmt: skip
RULE = ("code", "subject", "form", "label", "condition", "severity", "override_authority", "legal_basis",
        "needs_confirmation", "sort_order")  # fmt: skip


def pack_to_json(pack: RulePack) -> dict[str, Any]:
    """A pack as the JSON that ``load_pack`` reads."""
    head = {name: getattr(pack, name) for name in HEAD}
    head |= {
        "code": pack.code, "kind": pack.kind, "valid_from": pack.valid_from.isoformat(),
        "valid_until": pack.valid_until.isoformat() if pack.valid_until else None,
    }  # fmt: skip
    return {
        **head,
        "requirements": [{k: getattr(r, k) for k in REQUIREMENT} for r in pack.requirements.all()],
        "eligibility_rules": [{k: getattr(r, k) for k in RULE} for r in pack.eligibility_rules.all()],
    }
