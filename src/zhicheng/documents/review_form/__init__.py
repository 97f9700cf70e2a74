"""《河南省专业技术人员职称评审表》: its template, and what it is filled from (S2.3-14..17, §4.3)."""

from .form import MeetingPart, Opinion, ReviewForm, UnitPart
from .printed import WATERMARK, print_form, print_last_pages
from .whole import missing, page_texts, values

__all__ = [
    "WATERMARK",
    "MeetingPart",
    "Opinion",
    "ReviewForm",
    "UnitPart",
    "missing",
    "page_texts",
    "print_form",
    "print_last_pages",
    "values",
]
