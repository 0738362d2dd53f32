"""How much of anything is read before it is refused, in one place.

Sizes are bytes unless a name says otherwise.  A limit is the largest amount
accepted: each is tested at the limit and one beyond it.
"""

KIB = 1024
MIB = 1024 * KIB

JSON_BYTES = 10 * MIB
JSON_DEPTH = 64
"""Arrays and objects around a value."""
JSON_VALUES = 200_000
"""Values in one document; an empty array or object counts twice."""
JSON_NUMBER_CHARS = 64

MULTIBASE_CHARS = 16 * KIB
RSA_KEY_BYTES = 1_100
"""PKCS#1, DER; holds 8,192 bits."""

TOKEN_BYTES = JSON_BYTES
"""As much as a credential that is JSON, since either may hold its pictures."""
TOKEN_HEADER_BYTES = 64 * KIB
"""Of base64url; holds a chain of certificates (RFC 7515 section 4.1.6)."""
TOKEN_INFLATED_BYTES = MIB
DISCLOSURES = 1_000
DISCLOSURE_BYTES = 64 * KIB

RDF_QUADS = 100_000
RDF_N_DEGREE_CALLS = 4_096
RDF_N_DEGREE_DEPTH = 128
"""Blank nodes told apart one inside another; each costs one Python frame."""
RDF_PERMUTATIONS = 50_000
RDF_STEPS = 500_000
"""Statements read, and nodes, mentions of them and orders of their neighbours looked at, over all of one input.

A step takes 0.01 to 2 us, so all take little more than a second.  Honest badges and
transcripts take those of their statements, as long as no two of their nodes look
alike: 80,000 for a transcript of 600 signed badges with or without ids.  With 300
badges that are copies of three, all in one graph, it takes 25,000 more.
"""
RDF_STEPS_A_STATEMENT = 2
"""What reading, sorting and hashing a statement takes, under each reading of a document that is tried."""
RDF_STEPS_EACH = 1_500
"""So many more for every further credential of a list or an archive: more than any of 1EdTech's examples takes."""
RDF_SECONDS = 1.0
"""CPU time of one dataset, a backstop behind the counted limits."""
