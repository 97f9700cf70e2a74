"""What may be done to units, people, seats and approvals."""
