"""Stacks: credentials counted toward something larger.

A stack is a ``wallet-stack/1`` rule file.  Pure: entries and a moment in,
progress out; no clock, no files.
"""
