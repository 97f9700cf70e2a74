"""The verbs of the command line: what keeps the house and its law in order."""
