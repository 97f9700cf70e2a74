"""How each file of a notice's folder is read: plain functions over one desk.

:mod:`~zhicheng.policy.load` is the door and says in which order everything is read. ``desk`` holds what lies open
meanwhile and asks of every entry what every entry must have; ``text`` reads ``text.md``, ``workdays_file`` the working
days, ``codes`` the code tables. ``head``, ``rules``, ``stations``, ``materials`` and ``people`` read ``notice.toml``
and, people's decisions, ``readings.toml``; ``ways`` reads ``standing/ways.toml``; ``schedules``, ``committees`` and
``elsewhere`` read ``calendar.toml``.
"""
