"""Settings of a room's own installation: a scratch database, the kit's keys, the ballot page and nothing else.

``zhicheng kit serve`` sets the environment; see docs/decisions, the offline kit.
"""

from __future__ import annotations

from .settings import *  # noqa: F403  (Django layers settings so: the platform's whole, and below what differs)

ROOT_URLCONF = "zhicheng.config.venue_urls"
LOGIN_URL = "/"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
