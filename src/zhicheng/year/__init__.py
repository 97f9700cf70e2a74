"""The notice put in force: which year is open, under which folder and hash; and the demo's clock.

Promises that a notice is handed out only as it was put in force, and that every version is kept.
Refuses a folder that was changed after opening until two people put it in force, and to know anything of dossiers.
"""
