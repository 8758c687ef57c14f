"""The house: the one place that names every room."""
