"""The limits on what is read from hostile input, in one place.

Sizes are bytes unless a name says otherwise.  A limit is the largest amount
accepted: each is tested at the limit and one beyond it.
"""

KIB = 1024
MIB = 1024 * KIB

FILE_BYTES = 32 * MIB
"""Of one input, whatever it holds; people are told "32 MiB"."""

JSON_BYTES = 10 * MIB
JSON_DEPTH = 64
"""Arrays and objects around a value."""
JSON_VALUES = 200_000
"""Values in one document; an empty array or object counts twice."""
JSON_NUMBER_CHARS = 64

PARTS = 5_000
"""Credentials inside those of one input, at any depth; each takes 0.2 to 1 ms."""
PARTS_BYTES = 2 * JSON_BYTES
"""Of all credentials inside one, at any depth: what lies at one depth is read, and kept, at each of those above too."""

MULTIBASE_CHARS = 16 * KIB
RSA_KEY_BYTES = 1_100
"""PKCS#1, DER; holds 8,192 bits."""

TOKEN_BYTES = JSON_BYTES
"""As large as a JSON credential, since either may contain pictures."""
TOKEN_HEADER_BYTES = 64 * KIB
"""Characters of base64url; enough for a chain of certificates (RFC 7515 section 4.1.6)."""
TOKEN_INFLATED_BYTES = MIB
DISCLOSURES = 1_000
DISCLOSURE_BYTES = 64 * KIB

RDF_QUADS = 100_000
RDF_N_DEGREE_CALLS = 4_096
RDF_N_DEGREE_DEPTH = 128
"""Depth of recursion of Hash N-Degree Quads; each level costs Python frames."""
RDF_PERMUTATIONS = 50_000
RDF_STEPS = 500_000
"""Steps for all of one input.

Steps are taken for each statement read, and in telling apart blank nodes that
look alike, for each node, mention of it and order of its neighbours.  A step
takes 0.01 to 2 us, so all of them take little more than a second.  Honest badges
and transcripts take the steps of their statements, as long as no two of their
nodes look alike: 80,000 for a transcript of 600 signed badges, with or without
ids; 25,000 more with 300 badges that are copies of three, all in one graph.
"""
RDF_STEPS_A_STATEMENT = 2
"""Steps for reading, sorting and hashing one statement, each time a document is read another way."""
RDF_STEPS_EACH = 1_500
"""Further steps for each credential after the first in a list or archive; no example of 1EdTech's takes as many."""
SIGNATURE_STEPS = 25
"""Steps of the same budget for each signature that is verified: 0.05 ms, or 0.1 ms under a key that is new."""
SIGNATURE_STEPS_SLOW = 300
"""The same on P-384, P-521 and secp256k1, for which there is no fast arithmetic: 0.5 to 1 ms."""
DOCUMENT_BYTES_A_STEP = 512
"""Bytes of an issuer's saved document, such as of a picture, that are read in a step; each comma takes another.

It is read each time that a key or a badge is looked for in it.
"""
RDF_SECONDS = 1.0
"""CPU time of one dataset, a backstop behind the counted limits."""
