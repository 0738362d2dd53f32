"""Badges baked into SVG pictures, and XML that wants more than to be read."""

import time

import pytest
from vectors import VECTORS, need

from wallet import carriers
from wallet.carriers import svg
from wallet.errors import Unreadable

BADGE = b'{"id":"https://example.org/a","verify":{"url":"https://example.org/v"}}'
OB3 = b'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'
CLR2 = b'xmlns:openbadges="https://purl.imsglobal.org/clr/v2p0"'
OB2 = b'xmlns:openbadges="http://openbadges.org"'

ADOBE = b"""<?xml version="1.0" encoding="utf-8"?>
<!-- Generator: Adobe Illustrator -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [
    <!ENTITY ns_svg "http://www.w3.org/2000/svg">
    <!-- it's > and ] that's meant -->
    <!ENTITY ns_odd ']>'>
]>
"""


def drawing(inside: bytes, *, before: bytes = b"", namespace: bytes = OB3) -> bytes:
    return before + b'<svg xmlns="http://www.w3.org/2000/svg" ' + namespace + b">" + inside + b"<rect/></svg>"


def element(text: bytes = BADGE, verify: bytes = b"", name: bytes = b"credential") -> bytes:
    attribute = b' verify="' + verify + b'"' if verify else b""
    return b"<openbadges:" + name + attribute + b"><![CDATA[" + text + b"]]></openbadges:" + name + b">"


def refusal(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        carriers.unwrap(data, "badge.svg")
    return caught.value


@pytest.mark.parametrize(
    "data",
    [
        drawing(element()),
        drawing(element(name=b"assertion"), namespace=OB2),
        drawing(element(), namespace=CLR2),
        drawing(element(verify=b"https://example.org/a")),
        drawing(element(verify=b"https://example.org/v")),
        drawing(element(), before=b'<?xml version="1.0"?><!-- a > b -->\n'),
        drawing(
            element(),
            before=b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
        ),
        drawing(element(), before=b'<?xml version="1.0" encoding="UTF-16"?>'),
        drawing(element(), before=b'<?xml version="1.0" encoding="unicode_escape"?>'),
        drawing(BADGE.join([b"<openbadges:credential>", b"</openbadges:credential>"])),
        drawing(element(), before=b"<!-- " + b"x" * 10_000 + b" -->"),
        drawing(element(), before=b"<!DOCTYPE svg>"),
        drawing(element(), before=ADOBE),
        b"\xef\xbb\xbf" + drawing(element(), before=b'<?xml version="1.0" encoding="UTF-8"?>'),
        drawing(element(), before=b'<?xml version="1.0" encoding="UTF-16"?>').decode().encode("utf-16"),
        b"\xfe\xff" + drawing(element(), before=ADOBE).decode().encode("utf-16-be"),
    ],
    ids=[
        *("ob3", "ob2", "clr2", "id agrees", "verify.url agrees", "declaration", "doctype of SVG", "lie", "odd lie"),
        *("no CDATA", "long comment", "bare doctype", "entities of Illustrator", "UTF-8 with mark"),
        *("UTF-16", "UTF-16 big-endian"),
    ],
)
def test_the_badge_is_read_and_the_picture_kept(data: bytes) -> None:
    (payload,) = carriers.unwrap(data, "badge.svg")
    assert (payload.data, payload.original, payload.carrier) == (BADGE, data, "svg")


def test_a_token_in_the_attribute_is_the_badge() -> None:
    token = b"eyJhbGciOiJFZERTQSJ9.e30.c2ln"
    (payload,) = carriers.unwrap(drawing(element(b"", token)), "badge.svg")
    assert (payload.data, payload.media_type) == (token, "application/jwt")


SIGNED = b"eyJhbGciOiJFZERTQSJ9.eyJpZCI6InVybjoxIiwidmMiOnsiaWQiOiJ1cm46MiJ9fQ.c2ln"


@pytest.mark.parametrize("text", [b" ", b"plain", SIGNED, b'{"id": "urn:2"}', b'{"vc":{"id":"urn:2"},"id":"urn:1"}'])
def test_beside_a_token_there_may_be_what_is_in_it(text: bytes) -> None:
    assert carriers.unwrap(drawing(element(text, SIGNED)), "badge.svg")[0].data == SIGNED


@pytest.mark.parametrize("token", [SIGNED, b"eyJhbGciOiJFZERTQSJ9.e30.c2ln", b"eyJhbGciOiJFZERTQSJ9.!.c2ln"])
@pytest.mark.parametrize("text", [BADGE, b'{"id": "urn:1"}', SIGNED + b"A"])
def test_a_token_and_another_badge_are_two(text: bytes, token: bytes) -> None:
    """Some readers take the text for the badge, whatever the attribute says."""
    assert refusal(drawing(element(text, token))).kind == "svg_two_badges"


@pytest.mark.parametrize("text", [b"", b"{broken", b" ", b"plain"])
def test_an_address_stands_for_a_badge_whose_text_is_broken(text: bytes) -> None:
    data = drawing(element(text, b" https://example.org/a"))
    (payload,) = carriers.unwrap(data, "badge.svg")
    assert (payload.data, payload.media_type) == (b"https://example.org/a", "text/uri-list")
    assert payload.original == data


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (drawing(b""), "no_badge_inside"),
        (drawing(element() + element()), "svg_two_badges"),
        (drawing(element(verify=b"https://example.org/other")), "svg_contradiction"),
        (drawing(element(b"eyJhbGciOiJFZERTQSJ9.e30.c2ln", b"https://example.org/a")), "svg_contradiction"),
        (drawing(element(b"", b"https://example.org/a b")), "badge_unreadable"),
        (drawing(element(b"", b"https://example.org/" + b"a" * 1000)), "badge_unreadable"),
        (drawing(element(b"", b"nonsense")), "badge_unreadable"),
        (drawing(element(b"")), "badge_unreadable"),
        (drawing(element(b"plain")), "badge_unreadable"),
        (drawing(b"<openbadges:credential><b/></openbadges:credential>"), "svg_damaged"),
        (drawing(b"<g>"), "svg_damaged"),
        (drawing(element(), namespace=b""), "svg_damaged"),
        (drawing(b"<g>" * 64 + b"</g>" * 64), "too_large"),
        (drawing(b" " * svg.SIZE_LIMIT), "too_large"),
        (drawing(b"<g/>" * (svg.ELEMENTS_LIMIT - 1)), "too_large"),
        (drawing(b"<g/>" * (svg.ELEMENTS_LIMIT - 2)), "no_badge_inside"),
        (drawing(b"&e;", before=b'<!DOCTYPE svg [<!ENTITY e "Doe">]>'), "svg_doctype"),
        (drawing(b'<g id="&ns_svg;"/>', before=ADOBE), "svg_doctype"),
        (drawing(b"&ns_svg;", before=ADOBE), "svg_doctype"),
        (drawing(b"<openbadges:credential>&ns_svg;</openbadges:credential>", before=ADOBE), "svg_doctype"),
        (drawing(element(), before=b'<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/passwd">]>'), "svg_doctype"),
        (drawing(element(), before=b"<!DOCTYPE svg [<!ENTITY % e \"<!ENTITY f 'g'>\"> %e;]>"), "svg_doctype"),
        (drawing(element(), before=b'<!DOCTYPE svg [<!ATTLIST svg id CDATA "a">]>'), "svg_doctype"),
        (drawing(element(), before=b"<!DOCTYPE svg><!DOCTYPE svg>"), "xml"),
        (drawing(element(), before=b"<!DOCTYPE svg []"), "xml"),
        (drawing(element(), before=b'<!DOCTYPE svg SYSTEM "file:///etc/passwd">'), "svg_doctype"),
        (drawing(element(), before=b'<!DOCTYPE svg PUBLIC "-//EVIL//DTD" "http://e/x.dtd">'), "svg_doctype"),
        (
            drawing(b"&ext;", before=b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://example.org/x.dtd">'),
            "svg_doctype",
        ),
        (drawing(b"\xff"), "svg_damaged"),
        (drawing(element()).decode().encode("utf-16")[:-1], "svg_damaged"),
    ],
)
def test_faulty_drawings_are_refused_by_name(data: bytes, slug: str) -> None:
    error = refusal(data)
    assert error.kind == slug
    assert error.hint


def test_entity_bombs_are_refused_before_they_are_expanded() -> None:
    layers = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 30))
    bomb = b'<!DOCTYPE svg [<!ENTITY a0 "lol">' + layers + b"]>"
    assert refusal(drawing(b"&a29;", before=bomb)).kind == "svg_doctype"


@pytest.mark.parametrize(
    "data",
    [
        b"<!--" * 1_000_000,
        b"<!-- -->" * 500_000,
        b"<!DOCTYPE svg [" + b"]" * 4_000_000,
        b"<!DOCTYPE svg [" + b"]> <!-- " * 500_000,
        b"<!DOCTYPE svg [" + b'<!ENTITY a "' * 300_000 + b"]><svg/>",
        b"<?" * 2_000_000,
        b"<!DOCTYPE svg [" + b"<!--" * 1_000_000,
        b"<!DOCTYPE svg [" + b"<!" * 1_000_000,
        b"<!DOCTYPE svg [" + b"<!-- ' \" -->" * 300_000,
        b"\xff\xfe" + b"<\0" * 2_000_000,
    ],
)
def test_the_root_is_looked_for_in_time(data: bytes) -> None:
    start = time.process_time()
    refusal(data)
    assert time.process_time() - start < 2


@pytest.mark.parametrize("root", [b"<html><svg>", b"<div><svg>", b"<!-- <svg> --><html>", b"<svgs>", b"<!DOCTYPE svg>"])
def test_a_text_with_another_root_is_no_drawing(root: bytes) -> None:
    assert not svg.CARRIER.recognises(root)


def test_a_badge_in_several_sections_is_read_whole() -> None:
    parted = element(b'{"odd":"]]]]><![CDATA[>","name":"' + "Übung".encode() + b'"}')
    assert carriers.unwrap(drawing(parted), "x")[0].data == '{"odd":"]]>","name":"Übung"}'.encode()


def test_the_deepest_drawing_is_still_read() -> None:
    nested = b"<g>" * 62 + element() + b"</g>" * 62
    assert carriers.unwrap(drawing(nested), "x")[0].data == BADGE


def test_a_third_party_bake() -> None:
    data = need(VECTORS / "ob3-baked/1edtech-simple-json.svg").read_bytes()
    (payload,) = carriers.unwrap(data, "x")
    assert payload.original == data
    assert b"Teamwork Badge" in payload.data
