"""The papers of a committee's meeting (§1.7 outputs 9 to 13): filled from its rows, printed on one sheet."""
