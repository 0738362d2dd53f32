"""Text: JSON, tokens, exports of other wallets, and what people paste."""

import plistlib
import time
from contextlib import suppress
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from vectors import VECTORS, cases, need

from wallet import carriers
from wallet.carriers import items, text
from wallet.errors import Unreadable

TOKEN = b"eyJhbGciOiJFZERTQSJ9." + b"eyJ2YyI6e319" * 20 + b"." + b"c2ln" * 20
SD_JWT = TOKEN + b"~WyJhIl0~WyJiIl0~"
BOUND = SD_JWT + b"eyJhbGciOiJFZERTQSJ9.e30.c2ln"


def refusal(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        carriers.unwrap(data, "pasted")
    return caught.value


@pytest.mark.parametrize("data", [b'{"a":1}', b'{"a":{"contents":1}}', b' \r\n{"a" : 1}\n', b"{broken"])
def test_json_is_kept_as_it_stands(data: bytes) -> None:
    (payload,) = carriers.unwrap(data, "x.jwt")
    assert (payload.data, payload.original, payload.media_type) == (data, data, "application/json")


@pytest.mark.parametrize(
    ("token", "media_type"),
    [(TOKEN, "application/jwt"), (SD_JWT, "application/sd-jwt"), (BOUND, "application/sd-jwt")],
)
@pytest.mark.parametrize(
    "around",
    [
        b"%s",
        b"\n  %s\r\n",
        b'"%s"',
        b"'%s'",
        b"Dear Ada,\r\n\r\nhere it is: %s. Best,\r\nthe registrar\r\n",
        b"<p>%s</p>",
        b"> %s\n> --\n> sent from a phone\n",
        b"Bearer %s",
        "“%s”".encode(),
    ],
)
def test_a_token_is_found_in_what_it_was_pasted_with(token: bytes, media_type: str, around: bytes) -> None:
    (payload,) = carriers.unwrap(around % token, "mail.txt")
    assert (payload.data, payload.original, payload.media_type) == (token, token, media_type)


@pytest.mark.parametrize("width", [60, 72, 76])
@pytest.mark.parametrize("lead", [b"", b"> "])
def test_a_token_that_a_mail_program_broke_is_whole_again(width: int, lead: bytes) -> None:
    lines = [lead + TOKEN[i : i + width] for i in range(0, len(TOKEN), width)]
    letter = b"Hello,\r\n\r\n" + b"\r\n".join(lines) + b"\r\n\r\nRegards\r\n"
    assert carriers.unwrap(letter, "mail.txt")[0].data == TOKEN


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("before", ["", "Here it is: ", "« "])
def test_a_token_in_a_saved_mail_with_umlauts_is_whole_again(before: str, end: str) -> None:
    """One letter beyond ASCII, and a mail program encodes the text and breaks its lines (RFC 2045 6.7)."""
    mail = EmailMessage()
    mail["From"] = "badges@college.example"
    mail.set_content(f"Grüße!\n\n{before}{TOKEN.decode()}\n\nTschüß\n", cte="quoted-printable")
    data = mail.as_bytes(policy=mail.policy.clone(linesep=end))
    assert TOKEN not in data
    assert carriers.unwrap(data, "badge.eml")[0].data == TOKEN


def test_an_equals_sign_before_a_token_is_no_break_of_it() -> None:
    assert carriers.unwrap(b"token=\n" + TOKEN, "mail.txt")[0].data == TOKEN


def test_a_signature_line_is_not_taken_into_the_token() -> None:
    for end in (b"\nRegards", b"\n--\nAda", b"\n\nRegards"):
        assert carriers.unwrap(TOKEN + end, "mail.txt")[0].data == TOKEN


@pytest.mark.parametrize("form", [plistlib.FMT_XML, plistlib.FMT_BINARY])
@pytest.mark.parametrize("length", [1, 200, 270])
def test_a_link_that_was_dragged_into_a_folder_says_what_to_import(form: plistlib.PlistFormat, length: int) -> None:
    address = "https://example.org/badge?a=1&b=" + "2" * length
    with pytest.raises(Unreadable, match="only the address of one") as caught:
        carriers.unwrap(plistlib.dumps({"URL": address}, fmt=form), "badge.webloc")
    assert (f"wallet import '{address}'" in caught.value.hint) is (len(address) <= 300)


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (b"", "empty_file"),
        (b" \n\t", "empty_file"),
        (b"hello", "not_a_credential"),
        (TOKEN + b" and " + SD_JWT, "several_tokens"),
        (b"https://example.org/badge", "badge_by_address"),
        (b"[InternetShortcut]\r\nIDList=\r\nURL=https://example.org/badge\r\n", "badge_by_address"),
        (b"[Desktop Entry]\nType=Link\nURL=https://example.org/badge", "badge_by_address"),
        (b"[Desktop Entry]\nType=Application\nExec=sh", "not_a_credential"),
        (b"[Paths]\nurl = 1", "not_a_credential"),
        (b"[InternetShortcut]\nURL=https://issuer.example/?credential_offer_uri=x", "credential_offer"),
        (b"https://issuer.example/?credential_offer_uri=x", "credential_offer"),
        (b"openid-credential-offer://?credential_offer=%7B", "credential_offer"),
        (b"OPENID-CREDENTIAL-OFFER://?x", "credential_offer"),
        (b"haip://?credential_offer_uri=x", "credential_offer"),
        (b"eudi-OpenID4CI://?credential_offer=%7B\n", "credential_offer"),
        (b"https://wallet.example/request?vc_request_url=x", "credential_offer"),
        (b"dccrequest://request?issuer=x", "credential_offer"),
        (b"Content-Type: multipart/mixed; boundary=x\nSubject: Badge\n\n--x", "mail"),
        (b"Subject: Badge\nFrom: a\n\nhello", "mail"),
        (b"From: a\nhttps://issuer.example/?credential_offer_uri=x", "mail"),
        (b"mdoc-openid4vp://?client_id=x&request_uri=y", "presentation_request"),
        (b"see: request_uri=y", "not_a_credential"),
        (b"\xd2\x84\x43\xa1\x01\x26\xa0", "cose"),
        (b"d28443a10126a0", "cose"),
        (b"openid4vp://?request_uri=x", "presentation_request"),
        (b"VP1-B3ECQDJABQEIRQ5MBDBXBQ6E", "vpqr"),
        (b"shc:/5676290952432060346029243740446031222959532654603460292540772804336028", "health_card"),
        (b"HC1:6BF+70790T9WJWG.FKY*4GO0.O1CV2", "health_card"),
        (b"data:application/json,{}", "data_url"),
        (b"-----BEGIN PRIVATE KEY-----", "key_file"),
        (b"<!DOCTYPE html><html><body>badge</body></html>", "web_page"),
        (b"<html lang=en><svg></svg></html>", "web_page"),
        (b'<?xml version="1.0"?><a/>', "xml"),
        (b'<elmo xmlns="https://github.com/emrex-eu/elmo-schemas/tree/v1"/>', "elmo"),
        (
            b'<?xml version="1.0"?><c:CollegeTranscript xmlns:c="urn:org:pesc:message:CollegeTranscript:v1.8.0"/>',
            "pesc",
        ),
        (b'<x:zeugnis xmlns:x="http://xhochschule.de/def/xhochschule/1.0/xsd"/>', "xhochschule"),
        (b'<SkillsPassport xmlns="http://europass.cedefop.europa.eu/Europass"/>', "europass_cv"),
        (b'<Candidate xmlns="http://www.europass.eu/1.0"/>', "europass_cv"),
        (b"GIF89a", "container_damaged"),
        (b"\0\0\0\x18ftypheic", "picture"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"\xff\xfe{\0", "byte_order_mark"),
        (b"\xef\xbb\xbf{}", "byte_order_mark"),
        (b"eyJhbGciOiJFZERTQSJ9", "not_a_token"),
        (b"a36776657273696f6e63312e3069646f63756d656e747381a367646f6354797065", "mdoc"),
        (b"[]", "no_credentials"),
        (b"[1, {}]", "no_credentials"),
        (b"[{", "json_malformed"),
        (b'{"contents":[]}', "no_credentials"),
        (b'{"contents":[{"protected":"x"}],"status":"LOCKED"}', "wallet_locked"),
    ],
)
def test_what_is_no_credential_is_named(data: bytes, slug: str) -> None:
    error = refusal(data)
    assert error.kind == slug
    assert error.hint


def test_a_list_gives_each_credential_once() -> None:
    data = b'[{"credentialSubject":{}, "n":1.50}, "%s", {"other":1}, {"badge":"u","uid":"1"}]' % TOKEN
    found = carriers.unwrap(data, "all.json")
    assert [p.name for p in found] == ["all.json#1", "all.json#2", "all.json#3"]
    assert [p.data for p in found] == [b'{"credentialSubject":{},"n":1.5}', TOKEN, b'{"badge":"u","uid":"1"}']
    assert all(p.original == p.data for p in found)


@pytest.mark.parametrize("as_list", [True, False])
def test_an_exported_wallet_gives_its_credentials_and_no_keys(as_list: bool) -> None:  # noqa: FBT001 - a parameter
    wallet = (
        b'{"type":"UniversalWallet2020","contents":['
        b'{"type":"Ed25519VerificationKey2018","privateKeyBase58":"secret"},'
        b'{"type":["VerifiableCredential"],"credentialSubject":{}},'
        b'{"type":"Credential","credential":{"credentialSubject":{},"n":2}}]}'
    )
    left_out: list[str] = []
    data = b"[" + wallet + b"]" if as_list else wallet
    found = carriers.unwrap(data, "backup", left_out=lambda _, why: left_out.append(why.message))
    assert left_out == ["a private key of the other wallet, which is not taken over (1)"]
    assert [p.data for p in found] == [
        b'{"type":["VerifiableCredential"],"credentialSubject":{}}',
        b'{"credentialSubject":{},"n":2}',
    ]


WHOLE = b'{"credentialSubject":{},"contents":["%s"],"credential":"%s"}' % (TOKEN, TOKEN)


@pytest.mark.parametrize("around", [b"%s", b"[%s]", b'{"type":"UniversalWallet2020","contents":[%s]}'])
def test_a_credential_that_holds_what_an_export_holds_is_not_taken_for_what_is_in_it(around: bytes) -> None:
    """Else whoever puts an honest badge into a forged one is told that the file is verified."""
    left_out: list[str] = []
    found = carriers.unwrap(around % WHOLE, "forged.json", left_out=lambda name, _: left_out.append(name))
    assert ([one.data for one in found], left_out) == ([WHOLE], [])


def test_a_token_before_an_archive_is_not_judged_for_it() -> None:
    archive = BytesIO()
    with ZipFile(archive, "w") as packed:
        packed.writestr("forged.json", '{"credentialSubject":{}}')
    assert carriers.unwrap(TOKEN + b"\nseen here", "mail")[0].data == TOKEN
    assert refusal(TOKEN + b"\n" + archive.getvalue()).kind == "not_a_credential"


def test_too_many_entries_are_refused() -> None:
    entry = b'{"badge":1,"uid":1},'
    assert refusal(b"[" + (entry * (items.ITEMS_LIMIT + 1))[:-1] + b"]").kind == "too_large"
    assert len(carriers.unwrap(b"[" + (entry * items.ITEMS_LIMIT)[:-1] + b"]", "x")) == items.ITEMS_LIMIT


def test_more_than_32_mib_are_refused() -> None:
    assert refusal(b" " * (32 * 1024 * 1024 + 1)).kind == "too_large"


@pytest.mark.parametrize(
    "unit",
    [
        b"eyJ",
        b"eyJaaaaaaaa.",
        b"eyJaaaaaaaa.a.b~",
        b"eyJaaaaaaaa.a.b~.c.d",
        b"~",
        b"eyJaaaaaaaa." + b"a" * 60 + b"\n",
        b"> ",
        b"\n",
        b"eyJ\n",
    ],
)
def test_no_text_takes_long_to_search(unit: bytes) -> None:
    data = b"x " + unit * (text._NOISE_LIMIT // len(unit))
    start = time.process_time()
    with suppress(Unreadable):
        carriers.unwrap(data, "x")
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        (b"https://example.org/a.json", "wallet import https://example.org/a.json"),
        (b"https://example.org/$(reboot)", None),
        (b"https://example.org/\x1b[2J", None),
        (b"https://example.org/" + b"a" * 300, None),
    ],
)
def test_only_a_harmless_address_is_offered_for_pasting(address: bytes, hint: str | None) -> None:
    said = str(refusal(address).hint)
    assert said.endswith(f": {hint}") if hint else "wallet import" not in said


@pytest.mark.parametrize("row", cases("invalid-input"))
def test_third_party_invalid_input(row: dict[str, str]) -> None:
    """Carriers refuse it, or hand on broken JSON for the strict loader to refuse (tests/formats)."""
    data = (VECTORS / row["path"]).read_bytes()
    payloads = []
    with suppress(Unreadable):
        payloads = carriers.unwrap(data, row["path"])
    broken = all(data == p.data and p.media_type == "application/json" for p in payloads)
    assert broken or [p.media_type for p in payloads] == ["text/uri-list"]


def test_names_never_decide(tmp_path: Path) -> None:
    jwt = need(VECTORS / "ob3-jwt/1edtech-simple.jwt").read_bytes()
    for name in ("a.json", "a.png", "a.zip", str(tmp_path)):
        assert carriers.unwrap(jwt, name)[0].media_type == "application/jwt"
