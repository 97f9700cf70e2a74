"""The append-only witness: who, in which seat, did what, when, under which requirement.

Promises that every change leaves one typed line in the change's own transaction and that the
database refuses to alter or delete a line. Refuses to be the source of any state.
"""
