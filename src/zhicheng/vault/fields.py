"""A text column that is encrypted at rest."""

from __future__ import annotations

from typing import Any

from django.db import models

from . import cipher


class EncryptedTextField(models.TextField):
    """Reads and writes plain text, stores a token. Cannot be searched: keep a blind index beside it."""

    def _purpose(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if value is None or value == "":
            return value
        return cipher.encrypt(value, self._purpose())

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if value is None or value == "":
            return value
        return cipher.decrypt(value, self._purpose())
