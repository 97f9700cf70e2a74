from django.apps import AppConfig


class EntrustmentConfig(AppConfig):
    name = "zhicheng.entrustment"
    label = "entrustment"
    verbose_name = "委托评审"
    default_auto_field = "django.db.models.BigAutoField"
