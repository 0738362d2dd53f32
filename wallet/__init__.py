"""A learner's credential wallet: import, verify offline, stack and share micro-credentials."""

__version__ = "0.1.0"
