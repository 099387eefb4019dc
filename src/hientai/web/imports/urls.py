"""Addresses of the import desk."""

from django.urls import path

from hientai.web.imports import files, mapping, views

urlpatterns = [
    path("nhap-du-lieu/", views.imports, name="imports"),
    path("nhap-du-lieu/tep-mau/", files.template, name="import_template"),
    path("nhap-du-lieu/xuat/", files.export, name="import_export"),
    path("nhap-du-lieu/<int:pk>/", views.batch, name="import_batch"),
    path("nhap-du-lieu/<int:pk>/ghep-cot/", mapping.match, name="import_mapping"),
    path("nhap-du-lieu/<int:pk>/kiem-tra/", views.judge, name="import_judge"),
    path("nhap-du-lieu/<int:pk>/tien-do/", views.progress, name="import_progress"),
    path("nhap-du-lieu/<int:pk>/dung/", views.cancel, name="import_cancel"),
    path("nhap-du-lieu/<int:pk>/ghi/", views.write, name="import_apply"),
    path("nhap-du-lieu/<int:pk>/bo/", views.abandon, name="import_abandon"),
    path("nhap-du-lieu/<int:pk>/tep/", files.original, name="import_file"),
    path("nhap-du-lieu/<int:pk>/ghi-chu/", files.annotated_file, name="import_annotated"),
]
