"""Addresses of the front desk."""

from django.urls import path

from hientai.web.home import dashboard, signing

urlpatterns = [
    path("", dashboard.home, name="home"),
    path("dang-nhap/", signing.sign_in, name="sign_in"),
    path("dang-xuat/", signing.sign_out, name="sign_out"),
    path("tai-khoan/", signing.profile, name="profile"),
]
