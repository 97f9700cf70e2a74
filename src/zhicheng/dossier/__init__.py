"""申报材料: one person, one title, one year; its sections, attachments, pledge and sealed revisions.

Promises that only the applicant's hand writes it, that a revision never changes, and that its
personal fields close with the person's own key. Offers the lock (``seal``) that stations turn;
refuses to know who reviews it.
"""
