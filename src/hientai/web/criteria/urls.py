"""Addresses of the criterion form."""

from django.urls import path

from hientai.web.criteria import views

urlpatterns = [path("tieu-chi/soan/<slug:prefix>/", views.criterion_editor, name="criterion_editor")]
