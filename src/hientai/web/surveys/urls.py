"""Addresses of the survey desk."""

from django.urls import path

from hientai.web.surveys import answering, views

urlpatterns = [
    path("khao-sat/", views.campaigns, name="campaigns"),
    path("khao-sat/lap/", views.add, name="campaign_add"),
    path("khao-sat/<int:pk>/", views.campaign, name="campaign"),
    path("khao-sat/<int:pk>/gia-han/", views.extend, name="campaign_extend"),
    path("khao-sat/<int:pk>/xuat/", views.export, name="campaign_export"),
    path("khao-sat/<int:pk>/chuyen/<slug:act>/", views.move, name="campaign_move"),
    path("khao-sat/phieu/<int:pk>/", answering.response, name="response"),
    path("khao-sat/phieu/<int:pk>/tra-lai/", answering.give_back, name="response_return"),
]
