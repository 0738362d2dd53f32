"""What is accepted of anything, in figures: who changes one changes what can be read."""

from wallet.codec import limits

LIMITS = {
    "FILE_BYTES": 33_554_432,
    "JSON_BYTES": 10_485_760,
    "JSON_DEPTH": 64,
    "JSON_VALUES": 200_000,
    "JSON_NUMBER_CHARS": 64,
    "PARTS": 5_000,
    "PARTS_BYTES": 20_971_520,
    "MULTIBASE_CHARS": 16_384,
    "RSA_KEY_BYTES": 1_100,
    "TOKEN_BYTES": 10_485_760,
    "TOKEN_HEADER_BYTES": 65_536,
    "TOKEN_INFLATED_BYTES": 1_048_576,
    "DISCLOSURES": 1_000,
    "DISCLOSURE_BYTES": 65_536,
    "RDF_QUADS": 100_000,
    "RDF_N_DEGREE_CALLS": 4_096,
    "RDF_N_DEGREE_DEPTH": 128,
    "RDF_PERMUTATIONS": 50_000,
    "RDF_STEPS": 500_000,
    "RDF_STEPS_A_STATEMENT": 2,
    "RDF_STEPS_EACH": 1_500,
    "SIGNATURE_STEPS": 25,
    "SIGNATURE_STEPS_SLOW": 300,
    "DOCUMENT_BYTES_A_STEP": 512,
    "RDF_SECONDS": 1.0,
}


def test_each_limit_is_the_one_that_is_promised() -> None:
    found = {name: value for name, value in vars(limits).items() if name.isupper() and name not in ("KIB", "MIB")}
    assert found == LIMITS
    assert limits.RSA_KEY_BYTES > 8_192 // 8 + 64  # the modulus, and room for the exponent and DER
