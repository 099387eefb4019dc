"""The standards desk: packs as sentences, drafts edited, put in force, frozen, compared, out and in as files."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hientai.needs.codes import PackStatus
from hientai.needs.models import RulePack
from hientai.needs.operations.packs import load_pack
from tests.factories.province import Small
from tests.needs.test_gaps import PACK


@pytest.fixture
def pack(small: Small) -> RulePack:
    """A pack in force."""
    return load_pack(by=small.by, data=PACK)


@pytest.fixture
def officer(signed: Any) -> Client:
    """An officer of the commission, signed in."""
    client = Client()
    client.force_login(signed()[0])
    return client


@pytest.fixture
def reader(signed: Any) -> Client:
    """A leader, who reads and does not edit."""
    client = Client()
    client.force_login(signed("leader")[0])
    return client


def test_a_pack_is_read_as_sentences(reader: Client, pack: RulePack) -> None:
    page = reader.get(reverse("web:pack", args=[pack.pk])).content.decode()
    assert "Có trình độ chuyên môn từ đại học trở lên" in page and "Được nợ 12 tháng" in page
    assert "Soạn phiên bản mới" not in page
    assert "Tiêu chuẩn thử" in reader.get(reverse("web:packs")).content.decode()


def test_from_draft_to_force(officer: Client, pack: RulePack) -> None:
    officer.post(reverse("web:pack_draft", args=[pack.pk]))
    draft = RulePack.objects.get(status=PackStatus.DRAFT)
    row = draft.requirements.get(code="DH")
    address = reverse("web:requirement_edit", args=[draft.pk, row.pk])
    form = {
        "label": "Thạc sĩ", "severity": "block", "sort_order": "1", "grace_months": "6", "closes_with": "CM_THAC_SI",
        "audience-0-kind": "all", "audience-0_0-kind": "leaf", "audience-0_0-fact": "employed",
        "condition-0-kind": "all", "condition-0_0-kind": "leaf", "condition-0_0-fact": "qualification",
        "condition-0_0-p-kind": "professional", "condition-0_0-p-min": "THAC_SI",
    }  # fmt: skip
    half = officer.post(address, {**form, "condition-act": "add:0"})
    assert half.status_code == 200 and "condition-0_1-kind" in half.content.decode()
    row.refresh_from_db()
    assert row.label == "Đại học"  # a button of the criterion form saves nothing
    assert officer.post(address, {**form, "condition-0_0-p-min": ""}).status_code == 422
    assert officer.post(address, form).status_code == 302
    row.refresh_from_db()
    assert row.condition == {"fact": "qualification", "kind": "professional", "min": "THAC_SI"}
    page = officer.get(reverse("web:pack_compare", args=[pack.pk, draft.pk])).content.decode()
    assert "Có trình độ chuyên môn từ thạc sĩ trở lên" in page
    done = officer.post(
        reverse("web:pack_in_force", args=[draft.pk]), {"valid_from": "01/03/2022", "legal_basis": "QĐ 9"}
    )
    assert done.status_code == 302
    assert officer.get(address).status_code == 403 and officer.post(address, form).status_code == 403


def test_a_rule_is_removed_with_a_reason(officer: Client, pack: RulePack) -> None:
    officer.post(reverse("web:pack_draft", args=[pack.pk]))
    draft = RulePack.objects.get(status=PackStatus.DRAFT)
    address = reverse("web:rule_remove", args=[draft.pk, "yeu-cau", draft.requirements.get(code="TH").pk])
    officer.post(address, {"reason": ""})
    assert draft.requirements.count() == 2
    officer.post(address, {"reason": "bỏ"})
    assert draft.requirements.count() == 1


def test_a_rule_without_text_is_saved_as_unread(officer: Client, pack: RulePack) -> None:
    officer.post(reverse("web:pack_draft", args=[pack.pk]))
    draft = RulePack.objects.get(status=PackStatus.DRAFT)
    form = {"code": "X", "label": "Chưa rõ", "severity": "block", "sort_order": "0", "subject": "LLCT_CAO_CAP",
            "unread": "on", "condition-0-kind": "all"}  # fmt: skip
    assert officer.post(reverse("web:eligibility_rule_add", args=[draft.pk]), form).status_code == 302
    assert draft.eligibility_rules.get().condition is None


def test_a_file_comes_back_as_a_draft(officer: Client, pack: RulePack) -> None:
    data = officer.get(reverse("web:pack_file", args=[pack.pk])).content
    assert json.loads(data)["requirements"][0]["code"] == "DH"
    officer.post(reverse("web:pack_import"), {"file": SimpleUploadedFile("a.json", data)})
    assert RulePack.objects.get(status=PackStatus.DRAFT).version == 2
    for bad in (b"\xff\xfe\x00", b"[1]", b"{}", b"[" * 100_000):
        answer = officer.post(reverse("web:pack_import"), {"file": SimpleUploadedFile("a.json", bad)})
        assert answer.status_code == 422


def test_readers_cannot_edit(reader: Client, pack: RulePack) -> None:
    for name, args in (("pack_import", []), ("pack_edit", [pack.pk]), ("requirement_add", [pack.pk])):
        assert reader.get(reverse(f"web:{name}", args=args)).status_code == 403
    assert reader.post(reverse("web:pack_draft", args=[pack.pk])).status_code == 403
    assert RulePack.objects.count() == 1


def test_the_list_asks_as_often_for_one_pack_as_for_many(small: Small, reader: Client, pack: RulePack) -> None:
    counts = []
    for extra in (0, 8):
        for number in range(extra):
            load_pack(by=small.by, data={**PACK, "code": f"THU{number}"})
        with CaptureQueriesContext(connection) as queries:
            reader.get(reverse("web:packs"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 25
