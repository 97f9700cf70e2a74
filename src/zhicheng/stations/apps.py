from django.apps import AppConfig


class StationsConfig(AppConfig):
    name = "zhicheng.stations"
    label = "stations"
    verbose_name = "审核环节"
    default_auto_field = "django.db.models.BigAutoField"
