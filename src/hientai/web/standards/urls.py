"""Addresses of the standards desk."""

from django.urls import path

from hientai.web.standards import editing, views

urlpatterns = [
    path("tieu-chuan/", views.packs, name="packs"),
    path("tieu-chuan/nhap/", views.pack_import, name="pack_import"),
    path("tieu-chuan/<int:pk>/", views.pack, name="pack"),
    path("tieu-chuan/<int:pk>/tep/", views.pack_file, name="pack_file"),
    path("tieu-chuan/<int:pk>/so-sanh/<int:other_pk>/", views.compare, name="pack_compare"),
    path("tieu-chuan/<int:pk>/phien-ban-moi/", editing.draft, name="pack_draft"),
    path("tieu-chuan/<int:pk>/sua/", editing.head, name="pack_edit"),
    path("tieu-chuan/<int:pk>/ap-dung/", editing.in_force, name="pack_in_force"),
    path("tieu-chuan/<int:pk>/yeu-cau/them/", editing.requirement, name="requirement_add"),
    path("tieu-chuan/<int:pk>/yeu-cau/<int:row_pk>/sua/", editing.requirement, name="requirement_edit"),
    path("tieu-chuan/<int:pk>/quy-tac/them/", editing.eligibility_rule, name="eligibility_rule_add"),
    path("tieu-chuan/<int:pk>/quy-tac/<int:row_pk>/sua/", editing.eligibility_rule, name="eligibility_rule_edit"),
    path("tieu-chuan/<int:pk>/<slug:kind>/<int:row_pk>/bo/", editing.remove, name="rule_remove"),
]
