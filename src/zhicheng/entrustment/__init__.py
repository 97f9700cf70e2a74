"""四、委托评审, outwards: the census of the series that the city may not review, the letters it sends, what comes back.

Promises that a result belongs to one line of the roster of an issued letter and to no other, that nothing issued
changes, and that where a letter stands is read off what happened. Letters that come in lie in the register.
"""
