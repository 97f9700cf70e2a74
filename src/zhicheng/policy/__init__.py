"""What the notice says and what follows from it: plain data and plain functions.

Knows no framework, no database and no clock; dates, facts and notices are arguments.
"""
