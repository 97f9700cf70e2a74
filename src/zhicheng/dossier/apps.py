from django.apps import AppConfig


class DossierConfig(AppConfig):
    name = "zhicheng.dossier"
    label = "dossier"
    verbose_name = "申报材料"
    default_auto_field = "django.db.models.BigAutoField"
