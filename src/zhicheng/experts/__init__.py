"""专家库: nomination, admission in steps, terms, removal, declared relations, the record of taking part.

Promises that nobody is drawn who is out of term, of retirement age, removed or barred (golden 36), and that what an
expert declares and how an expert has judged is shown to nobody whom it does not concern. Refuses to know committees'
meetings: who sits where is committee's secret.
"""
