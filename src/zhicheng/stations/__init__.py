"""审核环节: the route walked: visits, rulings, letters, and what the employer adds.

Promises one open visit a dossier, one-time telling, that nobody rules on their own dossier and that
reviewers read the sealed revision only. Writes its own tables; of the dossier it turns only the lock.
"""
