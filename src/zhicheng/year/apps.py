from django.apps import AppConfig


class YearConfig(AppConfig):
    name = "zhicheng.year"
    label = "year"
    verbose_name = "年度"
    default_auto_field = "django.db.models.BigAutoField"
