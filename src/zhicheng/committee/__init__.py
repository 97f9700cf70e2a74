"""评审委员会: filing, plan, draw, recusal, meeting, secret ballot, minutes, the filing of results.

Promises that nobody meets without filing, plan, pledge, quorum and panels; that the roll knows who voted and no table,
log or file knows who voted what (docs/decisions: the secret ballot); that a round is never overwritten.
Refuses to change a dossier, to know what follows from a result (outcome does), and to show anybody an interim count.
"""
