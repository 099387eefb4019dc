"""Addresses of the organisations desk."""

from django.urls import path

from hientai.web.units import documents, views, wizard

urlpatterns = [
    path("to-chuc/", views.units, name="units"),
    path("to-chuc/<int:pk>/", views.unit, name="unit"),
    path("to-chuc/<int:pk>/nhanh/", views.branch, name="unit_branch"),
    path("to-chuc/<int:pk>/dinh-chinh/<int:version>/", views.correct, name="unit_correct"),
    path("to-chuc/van-ban/", documents.documents, name="documents"),
    path("to-chuc/van-ban/moi/", documents.new_document, name="document_new"),
    path("to-chuc/sap-xep/", wizard.plans, name="reorganisations"),
    path("to-chuc/sap-xep/moi/", wizard.start, name="reorganise"),
    path("to-chuc/sap-xep/<int:pk>/don-vi/", wizard.choose, name="reorganise_units"),
    path("to-chuc/sap-xep/<int:pk>/noi-dung/", wizard.describe, name="reorganise_content"),
    path("to-chuc/sap-xep/<int:pk>/xem-truoc/", wizard.preview, name="reorganise_preview"),
    path("to-chuc/sap-xep/<int:pk>/thuc-hien/", wizard.carry_out, name="reorganise_carry_out"),
    path("to-chuc/sap-xep/<int:pk>/huy/", wizard.cancel, name="reorganise_cancel"),
    path("to-chuc/sap-xep/<int:pk>/ket-qua/", wizard.result, name="reorganise_result"),
]
