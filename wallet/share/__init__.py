"""Sharing: bundles, presentations, QR codes and resume exports.  Values in, bytes out."""
