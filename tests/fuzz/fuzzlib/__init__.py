"""Runs the fuzz targets and says what they found."""
