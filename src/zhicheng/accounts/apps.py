from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "zhicheng.accounts"
    label = "accounts"
    verbose_name = "帐号"
    default_auto_field = "django.db.models.BigAutoField"
