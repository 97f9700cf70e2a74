"""委托代评函查验: by its code alone, with no name and no number of anybody (S4-10)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicheng.documents.page_code import check_words
from zhicheng.entrustment import queries
from zhicheng.web.shared.asked import Asked
from zhicheng.year import shelf


@login_not_required
@require_safe
def verify_letter(request: Asked) -> HttpResponse:
    """From the square code on a letter, or typed by hand; an unknown code looks like a mistyped one."""
    asked = request.GET.get("c", "").strip()[:64]
    found = queries.letter_of_code(asked)
    said = {}
    if found is not None:
        law = shelf.notice_of(found.letter.year)
        said = {
            "series": law.name_of("series", found.letter.series),
            "level": law.name_of("level", found.letter.level),
            "digest": check_words(found.letter.digest),
            "has_run_out": found.letter.valid_until < request.at.date(),
        }
    return render(request, "public/verify_letter.html", {"asked": asked, "found": found} | said)
