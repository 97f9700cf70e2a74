"""Keys and what they keep: encrypted columns, the blind index for look-up, a key per person.

Promises that an identity or telephone number never lies readable in a table, that equal numbers
can be found without being read, and that destroying a person's key makes what it closed unreadable.
Refuses to know whose fields they are.
"""
