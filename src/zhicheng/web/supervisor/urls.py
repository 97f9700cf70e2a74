from django.urls import URLPattern

app_name = "supervisor"
urlpatterns: list[URLPattern] = []
