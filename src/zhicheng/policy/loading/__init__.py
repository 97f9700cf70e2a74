"""How each part of a notice's folder is read: plain functions over one desk.

:mod:`zhicheng.policy.load` is the door and says in which order everything is read. ``desk`` holds what lies open
meanwhile and checks what every entry must have. Then one file for each thing that is read:

- ``text.md``: ``text``; held against the head of the notice, and to its last character, by ``head``
- ``workdays/``: ``workdays_file``; ``codes.toml``: ``codes``; ``standing/ways.toml``: ``ways``
- the rules of every sheet: ``rules``
- ``notice.toml``: ``stations`` (with kinds), ``materials`` (with defects), ``people`` (texts, and with them
  ``readings.toml``)
- ``calendar.toml``: ``schedules`` (with windows), ``committees``, ``elsewhere``
"""
