"""Where every address leads."""

from django.urls import include, path

urlpatterns = [path("", include("hientai.web.urls"))]
