from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "zhicheng.evidence"
    label = "evidence"
    verbose_name = "证明材料"
    default_auto_field = "django.db.models.BigAutoField"
