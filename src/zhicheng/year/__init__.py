"""The notice put in force: which year is open, under which folder and hash; and the demo's clock.

Promises that a notice is handed out only as it was when the year was opened. Refuses a folder
that was changed after opening, and to know anything of dossiers.
"""
