"""Bytes: intake checks, a content-addressed store, page images that we re-encode.

Promises that what is stored is a readable PDF, JPEG or PNG and never changes. Knows no dossier and
opens no door: the owning module's ``access`` gives a :class:`~zhicheng.evidence.store.Grant`.
"""
