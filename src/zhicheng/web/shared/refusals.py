"""Refused, absent, broken: each a page that says what, why, how to mend it, and where."""


def absent(request, exception):  # replaced by the page writers
    raise NotImplementedError


def broken(request):
    raise NotImplementedError
