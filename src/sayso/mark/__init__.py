"""What can be found within ONE document: regions, mentions, dates, attributions. Pure and parallel."""
