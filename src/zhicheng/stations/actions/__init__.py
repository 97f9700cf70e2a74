"""What applicants, employers, offices and the clock do on the route; plain functions named by the verb."""
