"""Zhicheng (职称): the yearly review of professional titles of a Chinese city."""
