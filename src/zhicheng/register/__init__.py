"""The standing book: what an authority said of a person outside this dossier.

Titles held, green-channel approvals, entrustment letters that came in, breaches. Keyed by identity type
and a blind index of the number, not by an account. Promises that nothing here is ever the applicant's own word.
"""
