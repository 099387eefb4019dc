"""Rule packs: drafts are edited, what is in force is frozen, versions follow each other, files come and go."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from hientai.base.errors import BadInput, DomainError, Frozen, RuleBroken
from hientai.base.models import Act
from hientai.needs.codes import PackStatus
from hientai.needs.models import RulePack
from hientai.needs.operations.packs import (
    draft_pack,
    import_pack,
    load_pack,
    put_pack_in_force,
    remove_eligibility_rule,
    remove_requirement,
    save_eligibility_rule,
    save_pack_head,
    save_requirement,
)
from hientai.needs.queries.compare import compare_packs
from hientai.needs.queries.packs import pack_to_json
from hientai.needs.rules import may_draft_pack, may_edit_pack, may_put_pack_in_force
from hientai.officials.queries.criteria import load_catalogue
from tests.factories.province import Small
from tests.needs.test_gaps import PACK

RULE = {
    "code": "TUOI",
    "subject": "CM_THAC_SI",
    "label": "Tuổi",
    "condition": {"fact": "age", "max": 45},
    "severity": "block",
}


@pytest.fixture
def pack(small: Small) -> RulePack:
    """A pack in force with two requirements and a rule on sending."""
    return load_pack(by=small.by, data={**PACK, "eligibility_rules": [RULE]})


def test_a_pack_in_force_refuses_every_write(small: Small, pack: RulePack) -> None:
    by = small.by
    requirement, rule = pack.requirements.all()[0], pack.eligibility_rules.all()[0]
    values = dict(PACK["requirements"][0])
    with pytest.raises(Frozen):
        save_requirement(by=by, pack=pack, values=values)
    with pytest.raises(Frozen):
        remove_requirement(by=by, requirement=requirement, reason="thử")
    with pytest.raises(Frozen):
        save_eligibility_rule(by=by, pack=pack, values=RULE)
    with pytest.raises(Frozen):
        remove_eligibility_rule(by=by, rule=rule, reason="thử")
    with pytest.raises(Frozen):
        save_pack_head(by=by, pack=pack, name="Khác", legal_basis="x", valid_from=pack.valid_from)
    requirement.label = "Sửa thẳng"
    for act in (requirement.save, requirement.delete, rule.save, rule.delete):
        with pytest.raises(Frozen):
            act()
    with pytest.raises(RuleBroken):
        put_pack_in_force(by=by, pack=pack, valid_from=date(2022, 1, 1), legal_basis="x")
    assert [r.label for r in pack.requirements.all()] == ["Đại học", "Tin học"]


def test_a_new_version_takes_over_on_its_day(small: Small, pack: RulePack) -> None:
    draft = draft_pack(by=small.by, pack=pack)
    assert (draft.version, draft.status, draft.requirements.count()) == (2, PackStatus.DRAFT, 2)
    save_requirement(by=small.by, pack=draft, values=PACK["requirements"][0] | {"label": "Thạc sĩ"})
    day = date(2023, 1, 1)
    put_pack_in_force(by=small.by, pack=draft, valid_from=day, legal_basis="Quyết định 2")
    pack.refresh_from_db()
    assert (pack.status, pack.valid_until) == (PackStatus.REPLACED, day)
    assert list(RulePack.objects.in_force(day - timedelta(days=1))) == [pack]
    assert list(RulePack.objects.in_force(day)) == [draft]
    assert Act.objects.filter(action="needs.put_pack_in_force", document="Quyết định 2").count() == 1


def test_there_is_one_draft_at_a_time(small: Small, pack: RulePack) -> None:
    draft_pack(by=small.by, pack=pack)
    with pytest.raises(RuleBroken):
        draft_pack(by=small.by, pack=pack)
    with pytest.raises(RuleBroken):
        import_pack(by=small.by, data=pack_to_json(pack))


def test_a_pack_must_hold_for_some_days(small: Small, pack: RulePack) -> None:
    draft = draft_pack(by=small.by, pack=pack)
    save_pack_head(by=small.by, pack=draft, name="Bản mới", legal_basis="QĐ 3", valid_from=date(2022, 1, 1),
                   valid_until=date(2022, 6, 1))  # fmt: skip
    with pytest.raises(BadInput):
        put_pack_in_force(by=small.by, pack=draft, valid_from=date(2022, 6, 1), legal_basis="QĐ 3")
    with pytest.raises(BadInput):
        put_pack_in_force(by=small.by, pack=draft, valid_from=date(2022, 1, 1), legal_basis=" ")


def test_a_file_gives_the_same_pack_back(small: Small, pack: RulePack) -> None:
    data = pack_to_json(pack)
    read = import_pack(by=small.by, data=data)
    assert (read.status, read.version) == (PackStatus.DRAFT, 2)
    assert pack_to_json(read) == data


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ({"code": ""}, "thiếu: code"),
        ({"kind": "khac"}, "khac"),
        ({"valid_from": "01/01/2022"}, "năm-tháng-ngày"),
        ({"valid_until": "2014-01-01"}, "hết hiệu lực"),
        ({"requirements": "x"}, "danh sách"),
        ({"requirements": [{"code": "A"}]}, "audience"),
        ({"requirements": [PACK["requirements"][0] | {"condition": {"fact": "khong_co"}}]}, "khong_co"),
        ({"requirements": [PACK["requirements"][0] | {"severity": "dead"}]}, "severity"),
        ({"requirements": [PACK["requirements"][0] | {"grace_months": "mười"}]}, "grace_months"),
        ({"eligibility_rules": [RULE | {"condition": {"fact": "age", "max": "ba"}}]}, "TUOI"),
    ],
)
def test_a_damaged_file_is_refused_by_name_and_leaves_nothing(small: Small, damage: dict[str, Any], says: str) -> None:
    with pytest.raises(DomainError, match=says):
        import_pack(by=small.by, data={**PACK, **damage})
    assert not RulePack.objects.exists()


def test_versions_are_compared_in_words(small: Small, pack: RulePack) -> None:
    draft = draft_pack(by=small.by, pack=pack)
    save_requirement(by=small.by, pack=draft, values=PACK["requirements"][0] | {"grace_months": 6, "condition": {
        "fact": "qualification", "kind": "professional", "min": "THAC_SI"}})  # fmt: skip
    remove_requirement(by=small.by, requirement=draft.requirements.get(code="TH"), reason="bỏ")
    save_eligibility_rule(by=small.by, pack=draft, values=RULE | {"code": "MOI", "label": "Mới"})
    head, rules = compare_packs(pack, draft, load_catalogue())
    assert head == []
    assert [(r.kind, r.code) for r in rules] == [("changed", "DH"), ("removed", "TH"), ("added", "MOI")]
    changed = {f.label: (f.before, f.after) for f in rules[0].fields}
    assert changed["Phải đạt"] == (
        "Có trình độ chuyên môn từ đại học trở lên", "Có trình độ chuyên môn từ thạc sĩ trở lên",
    )  # fmt: skip
    assert changed["Được nợ (tháng sau bổ nhiệm)"] == ("0", "6")


def test_only_those_who_may_edit_standards_do(signed: Any) -> None:
    _, _, officer = signed()
    _, _, leader = signed("leader")
    assert may_edit_pack.allows(officer, PackStatus.DRAFT) and not may_edit_pack.allows(leader, PackStatus.DRAFT)
    assert not may_edit_pack.allows(officer, PackStatus.IN_FORCE)
    assert may_draft_pack.allows(officer, False) and not may_draft_pack.allows(officer, True)
    assert may_put_pack_in_force.allows(officer, PackStatus.DRAFT)
    assert not may_put_pack_in_force.allows(officer, PackStatus.REPLACED)
