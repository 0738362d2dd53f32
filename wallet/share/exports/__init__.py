"""Exports: unsigned summaries for resumes and scripts, one module a format.

The common rules are in :mod:`wallet.share.resume`; every module here has one
``render(lines) -> str`` and escapes its own traps, since names and titles are
hostile for ever.
"""
