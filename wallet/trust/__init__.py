"""Whether to rely on it: is the issuer known, is it in date, and whose is it?"""
