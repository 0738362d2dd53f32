from proof_kit import CONDITIONS, FakeKnown, codes, credential, outline_of

from wallet import proofs


def test_a_credential_without_proof_is_called_unsigned_and_its_words_are_nobodys() -> None:
    document = credential("did:example:issuer")
    proved = proofs.check(outline_of(document), FakeKnown(), CONDITIONS)
    assert codes(proved) == ("unsigned", "no_signature")
    assert proved.view.signed is False
    assert proved.view.keyed_by == "term"
    assert proved.view.tree == document
