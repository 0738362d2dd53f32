"""Exports: unsigned summaries for resumes and scripts, one module a format.

The common rules are in :mod:`wallet.share.resume`; every module here has one
``render(lines, name) -> str``, where ``name`` is the learner's or empty.  It
says what is not ``line.verified`` (the reader has no other way to tell), and
escapes its own traps, since names and titles are hostile for ever.
"""
