"""《河南省专业技术人员职称评审表》: its template, and what it is filled from (S2.3-14..17, §4.3)."""

from .form import MeetingPart, Opinion, ReviewForm, UnitPart, missing, page_texts, print_form, print_last_pages, values

__all__ = [
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
