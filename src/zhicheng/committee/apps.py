from django.apps import AppConfig


class CommitteeConfig(AppConfig):
    name = "zhicheng.committee"
    label = "committee"
    verbose_name = "评审委员会"
    default_auto_field = "django.db.models.BigAutoField"
