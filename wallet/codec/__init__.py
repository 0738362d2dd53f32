"""Bytes to values and back.  Pure: no files, no clock, no credential knowledge."""
