"""Addresses of the gap desk."""

from django.urls import path

from hientai.web.gaps import eligibility, official, views

urlpatterns = [
    path("khoang-thieu/", views.gaps, name="gaps"),
    path("khoang-thieu/nguoi/", views.gap_people, name="gap_people"),
    path("khoang-thieu/nguoi/xuat/", views.gap_people_export, name="gap_people_export"),
    path("khoang-thieu/can-bo/<int:pk>/", official.gap_of_person, name="gap_of_person"),
    path("khoang-thieu/cu-di-hoc/", eligibility.eligibility, name="eligibility"),
    path("khoang-thieu/cu-di-hoc/xuat/", eligibility.eligibility_export, name="eligibility_export"),
]
