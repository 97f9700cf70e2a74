"""Organisations, people, log-ins, seats, and approvals by two persons.

Promises 谁创建谁管理, one unified credit code one account, one person one account, and that a unit
adds nobody before it is verified. Refuses to know dossiers.
"""
