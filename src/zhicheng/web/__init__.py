"""Pages, by audience; templates and static files live here and nowhere else."""
