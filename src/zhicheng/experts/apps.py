from django.apps import AppConfig


class ExpertsConfig(AppConfig):
    name = "zhicheng.experts"
    label = "experts"
    verbose_name = "专家库"
    default_auto_field = "django.db.models.BigAutoField"
