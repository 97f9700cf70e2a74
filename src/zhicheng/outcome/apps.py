from django.apps import AppConfig


class OutcomeConfig(AppConfig):
    name = "zhicheng.outcome"
    label = "outcome"
    verbose_name = "评审结果"
    default_auto_field = "django.db.models.BigAutoField"
