"""What leaves on paper: the review form, official letters, rosters, and the A3 booklet.

Owns the templates, the faces (fonts), the press that turns data into PDF, and the code on every
page. Promises: rendering is pure. Plain frozen values go in, bytes come out; nothing here opens a
database, reads a clock or draws randomness, and the same values at the same instant print to the
same bytes. Content reaches a template as data, never as markup, so a name cannot run as a program.
A character that no face can draw is an error that names it, never a silent box. (S2.3-14..17,
S2.1-07, S2.4-06, golden 40 and 41.)
"""
