"""评审结果: results, publicity, objections, recheck, confirmation, certificates, the answer to a breach of trust.

Promises that one frozen list appears on both channels or on none, that an open objection holds one certificate and no
other, that a title is conferred by two people and entered in the register, and that nothing which follows from a
result names an expert. Refuses to count votes (committee does) and to change what was published.
"""
