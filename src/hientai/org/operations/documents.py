"""Documents, terms and management tiers."""

from __future__ import annotations

from datetime import date

from hientai.base.actor import Actor
from hientai.base.errors import BadInput
from hientai.base.operation import note, operation
from hientai.org.codes import DocSystem, DocumentStatus, TermKind
from hientai.org.models import Document, ManagementTier, Term


@operation("org.register_document", "Ghi văn bản")
def register_document(
    *,
    by: Actor,
    symbol: str,
    issuer: str,
    title: str,
    kind: str = "",
    system: DocSystem | str = DocSystem.PARTY,
    number: str = "",
    signed_on: date | None = None,
    status: DocumentStatus | str = DocumentStatus.IN_FORCE,
    valid_from: date | None = None,
    valid_until: date | None = None,
    needs_confirmation: bool = False,
) -> Document:
    """This operation registers a guiding or deciding document; the same symbol, issuer and day is the same document.

    Raises BadInput when symbol, issuer or title is missing.
    """
    given = {"symbol": symbol, "issuer": issuer, "title": title}
    missing = {name: "Bắt buộc." for name, value in given.items() if not value.strip()}
    if missing:
        raise BadInput("Hãy ghi đủ số ký hiệu, cơ quan ban hành và trích yếu.", fields=missing)
    document, created = Document.objects.get_or_create(
        symbol=symbol.strip(), issuer=issuer.strip(), signed_on=signed_on,
        defaults={
            "title": title.strip(), "kind": kind, "system": system, "number": number, "status": status,
            "valid_from": valid_from, "valid_until": valid_until, "needs_confirmation": needs_confirmation,
        },
    )
    note(document, detail={"created": created})
    return document


@operation("org.replace_document", "Ghi văn bản thay thế")
def replace_document(*, by: Actor, document: Document, replaced_by: Document, on: date) -> Document:
    """This operation records that a document was replaced by another from a day."""
    if document.pk == replaced_by.pk:
        raise BadInput("Văn bản không thể thay thế chính nó.", fields={"replaced_by": "Chọn văn bản khác."})
    document.status, document.replaced_by, document.valid_until = DocumentStatus.REPLACED, replaced_by, on
    document.save(update_fields=["status", "replaced_by", "valid_until"])
    note(document, document=replaced_by.symbol)
    return document


@operation("org.save_term", "Ghi nhiệm kỳ")
def save_term(*, by: Actor, code: str, kind: TermKind | str, label: str, starts_year: int, ends_year: int) -> Term:
    """This operation adds or changes a term of office. Raises BadInput when it does not end after it starts."""
    if ends_year <= starts_year:
        raise BadInput("Năm kết thúc nhiệm kỳ phải sau năm bắt đầu.", fields={"ends_year": "Sau năm bắt đầu."})
    term, created = Term.objects.update_or_create(
        code=code, defaults={"kind": kind, "label": label, "starts_year": starts_year, "ends_year": ends_year}
    )
    note(term, detail={"created": created})
    return term


@operation("org.save_management_tier", "Ghi diện quản lý")
def save_management_tier(*, by: Actor, code: str, label: str, rank: int) -> ManagementTier:
    """This operation adds or changes a management tier; a higher rank decides over a lower one."""
    tier, created = ManagementTier.objects.update_or_create(code=code, defaults={"label": label, "rank": rank})
    note(tier, detail={"created": created})
    return tier
