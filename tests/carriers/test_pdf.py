"""PDF attachments and QR codes in pictures: foreign parsers that run apart, and what may come of them."""

import struct
import sys
import tarfile
import time
import zipfile
from contextlib import suppress
from io import BytesIO
from zlib import compress, crc32

import pypdf
import pytest
import qrcode
from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject, TextStringObject
from qrcode.image.pil import PilImage
from vectors import VECTORS, need

from wallet import carriers
from wallet.carriers import child, png, worker
from wallet.carriers.base import Patience
from wallet.errors import Unreadable

BADGE = b'{"credentialSubject":{}}'
TOKEN = b"eyJhbGciOiJFZERTQSJ9.e30.c2ln"


def document(*attached: tuple[str, bytes], password: str = "", metadata: bytes = b"") -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    for name, content in attached:
        writer.add_attachment(name, content)
    if metadata:
        writer.xmp_metadata = metadata
    if password:
        writer.encrypt(password)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def file_in(writer: pypdf.PdfWriter, content: bytes, name: str = "badge.json") -> IndirectObject:
    """A file specification that hangs nowhere yet (ISO 32000-2 section 7.11.3)."""
    stream = StreamObject()
    stream.set_data(content)
    title = TextStringObject(name)
    files = DictionaryObject({NameObject("/F"): writer._add_object(stream)})
    return writer._add_object(
        DictionaryObject({NameObject("/F"): title, NameObject("/UF"): title, NameObject("/EF"): files})
    )


def hung(*places: str, content: bytes = BADGE, pages: int = 1) -> bytes:
    """A document with a file on its last page or catalog, in each of these places."""
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    file = file_in(writer, content)
    note = DictionaryObject({NameObject("/Subtype"): NameObject("/FileAttachment"), NameObject("/FS"): file})
    names = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("n"), file])})
    for place in places:
        holder = writer.root_object if place in {"document", "names"} else writer.pages[-1]
        if place == "names":
            holder[NameObject("/Names")] = DictionaryObject({NameObject("/EmbeddedFiles"): names})
        elif place == "annotation":
            holder[NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
        else:
            holder[NameObject("/AF")] = ArrayObject([file])
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def code(text: bytes, *, kind: str = "PNG", mode: str = "L") -> bytes:
    matrix = qrcode.QRCode(image_factory=PilImage)
    matrix.add_data(text)
    out = BytesIO()
    matrix.make_image().get_image().convert(mode).save(out, kind)
    return out.getvalue()


def refusal(data: bytes, name: str = "file") -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        carriers.unwrap(data, name)
    return caught.value


def test_the_one_attachment_is_the_credential_and_the_pdf_is_kept() -> None:
    data = document(("readme.txt", b"hello"), ("badge.bin", BADGE))
    (found,) = carriers.unwrap(data, "diploma.pdf")
    assert (found.data, found.original, found.carrier, found.name) == (BADGE, data, "pdf", "diploma.pdf")
    assert carriers.unwrap(found.original, "again")[0].data == BADGE


def test_several_attachments_are_kept_each_for_itself() -> None:
    data = document(("a", BADGE), ("b", TOKEN))
    assert [(p.name, p.original) for p in carriers.unwrap(data, "x")] == [("x!a", BADGE), ("x!b", TOKEN)]


@pytest.mark.parametrize("other", [BADGE, BADGE + b" "])
def test_a_file_that_differs_under_its_two_names_is_two(other: bytes) -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    file, stream = file_in(writer, BADGE), StreamObject()
    stream.set_data(other)
    file.get_object()["/EF"][NameObject("/UF")] = writer._add_object(stream)
    writer.root_object[NameObject("/AF")] = ArrayObject([file])
    out = BytesIO()
    writer.write(out)
    assert {one.data for one in carriers.unwrap(out.getvalue(), "two.pdf")} == {BADGE, other}


def test_what_other_programs_read_of_one_file_takes_of_one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive may hold thousands of files, each of which may keep such a program busy for ten seconds."""
    patience = Patience(30.0)
    assert child.run("pdf", document(("a.json", BADGE)), "a.pdf", patience)
    assert 20 < patience.left < 30
    monkeypatch.setattr(carriers, "Patience", lambda: patience)
    out, told = BytesIO(), list[str]()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.pdf", document(("a.json", BADGE)))
        archive.writestr("b.json", BADGE + b" ")
    for left, found in ((30.0, 2), (0.0, 1)):
        patience.left = left
        unwrapped = carriers.unwrap(out.getvalue(), "all.zip", left_out=lambda _, error: told.append(error.message))
        assert len(unwrapped) == found
    assert told == ["all.zip!a.pdf comes after other files that took a minute to read"]


def test_what_is_attached_beside_a_credential_and_cannot_be_read_is_told() -> None:
    told: list[str] = []
    data = document(("a.json", BADGE), ("b.png", b"\x89PNG\r\n\x1a\n"), ("c.txt", b"terms"), metadata=b"<x/>")
    assert len(carriers.unwrap(data, "x.pdf", left_out=lambda name, _: told.append(name))) == 1
    assert told == ["x.pdf!b.png", "x.pdf!c.txt"]
    told.clear()
    with pytest.raises(Unreadable):
        carriers.unwrap(document(("c.txt", b"terms")), "x.pdf", left_out=lambda name, _: told.append(name))
    assert told == []


def shown_as_code(text: str) -> bytes:
    out = BytesIO()
    qrcode.make(text).convert("L").save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize("seems", [document(("a.json", BADGE)), shown_as_code(TOKEN.decode())], ids=["PDF", "JPEG"])
def test_a_file_that_is_an_archive_as_well_is_refused(seems: bytes) -> None:
    """Whoever unpacks it would take a verdict on the one for a verdict on the other."""
    out, empty = BytesIO(), BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("forged.json", BADGE)
    zipfile.ZipFile(empty, "w").close()
    long = b"PK\x01\x02" * 1_001 + b"PK\x05\x06"
    for behind in (out.getvalue(), out.getvalue() + b"\n", long):
        with pytest.raises(Unreadable) as caught:
            carriers.unwrap(seems + behind, "badge")
        assert caught.value.kind == "two_files"
    told: list[str] = []
    attached = document(("a.json", BADGE), ("more.zip", out.getvalue()))  # uncompressed, so that it can be unpacked too
    assert len(carriers.unwrap(attached, "x", left_out=lambda name, _: told.append(name))) == 1
    assert told == ["x!more.zip"]
    for behind in (b"", empty.getvalue(), out.getvalue()[-22:], long[4:]):
        assert len(carriers.unwrap(seems + behind, "badge")) == 1


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_an_archive_that_begins_with_a_document_is_an_archive(kind: str) -> None:
    out = BytesIO()
    files = {"certificate.pdf": document(("a.json", BADGE)), "b.json": BADGE + b" "}
    if kind == "zip":
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
    else:
        with tarfile.open(fileobj=out, mode="w") as archive:
            for name, content in files.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                archive.addfile(entry, BytesIO(content))
    found = carriers.unwrap(out.getvalue(), "all")
    assert [(one.name, one.data) for one in found] == [
        ("all!certificate.pdf", BADGE), ("all!b.json", BADGE + b" "),
    ]  # fmt: skip


@pytest.mark.parametrize("place", ["document", "page", "annotation"])
def test_a_file_that_hangs_outside_the_name_tree_is_found(place: str) -> None:
    data = hung(place, pages=3)
    (found,) = carriers.unwrap(data, "x")
    assert (found.data, found.original) == (BADGE, data)


def test_a_file_that_hangs_in_several_places_is_one_file() -> None:
    assert list(worker.pdf(hung("names", "document", "page", "annotation"))) == [("n", BADGE)]
    assert list(worker.pdf(hung("document", "page", "annotation"))) == [("badge.json", BADGE)]


def test_files_beyond_the_first_ten_thousand_objects_are_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    data = hung("page", pages=100)
    assert list(worker.pdf(data)) == [("badge.json", BADGE)]
    monkeypatch.setattr(worker, "OBJECTS_LIMIT", 100)
    assert list(worker.pdf(data)) == []


def test_pages_that_lead_back_to_themselves_or_nowhere_hide_no_file() -> None:
    tree = b"3 0 obj\n<</Type/Pages/Kids[3 0 R 4 0 R 9 0 R]/Count 1>>\nendobj\n"
    page = b"4 0 obj\n<</Type/Page/Parent 3 0 R/Annots 5 0 R/Kids 3 0 R>>\nendobj\n"
    note = b"5 0 obj\n[4 0 R 5 0 R 6 0 R]\nendobj\n"
    note += b"6 0 obj\n<</Subtype/FileAttachment/FS<</F(a)/EF<</F 7 0 R>>>>/Parent 3 0 R>>\nendobj\n"
    file = b"7 0 obj\n<</Length %d>>stream\n%s\nendstream\nendobj\n" % (len(BADGE), BADGE)
    head = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 3 0 R/AF 9 0 R>>\nendobj\n"
    end = b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
    assert list(worker.pdf(head + tree + page + note + file + end)) == [("a", BADGE)]


def test_a_token_in_the_metadata_is_found() -> None:
    metadata = b'<?xpacket?><x:xmpmeta xmlns:x="adobe:ns:meta/"><a>' + TOKEN + b"</a></x:xmpmeta>"
    (found,) = carriers.unwrap(document(metadata=metadata), "x")
    assert found.data == TOKEN


@pytest.mark.parametrize(
    "text",
    [b"<![CDATA[\n%s]]>" % BADGE, BADGE, BADGE.replace(b'"', b"&quot;"), b'{"canvas":1}</b><b>%s<' % BADGE],
    ids=["CDATA", "as it stands", "escaped", "beside other JSON"],
)
def test_json_in_the_metadata_is_found(text: bytes) -> None:
    data = document(metadata=b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><b>' + text + b"</b></x:xmpmeta>")
    (found,) = carriers.unwrap(data, "x")
    assert (found.data, found.original) == (BADGE, data)


@pytest.mark.parametrize("text", [b"<b>{", b"<![CDATA[{", b">{<", b"> ", b'<b>{"vc":', b'>{"credentialSubject"'])
def test_metadata_that_holds_no_end_of_json_is_searched_in_time(text: bytes) -> None:
    data = document(metadata=text * (4_000_000 // len(text)))
    start = time.process_time()
    with suppress(Unreadable):
        assert len(carriers.unwrap(data, "x")) <= 100
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (document(), "pdf_without_credential"),
        (document(("a.txt", b"hello")), "pdf_without_credential"),
        (document(("a.zip", b"PK\x05\x06" + b"\0" * 18)), "pdf_without_credential"),
        (document(("a", BADGE), password="x"), "container_encrypted"),
        (document(*[(str(n), BADGE) for n in range(worker.ATTACHMENTS_LIMIT + 1)]), "too_large"),
        (document(("a", b" " * (worker.OUTPUT_LIMIT + 1))), "too_large"),
        (b"%PDF-1.7\n", "container_damaged"),
        (document(("a", BADGE))[:300], "container_damaged"),
        (b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 1 0 R/Names 1 0 R>>\nendobj\ntrailer<</Root 1 0 R>>", None),
        (b"%PDF-1.7\nxref\n0 1\ntrailer<</Prev 9/Root 1 0 R>>\nstartxref\n9\n%%EOF", None),
        (b"%PDF-1.7\n" + b"1 0 obj\n[" + b"[" * 100_000, None),
        (b"%PDF-1.7\n" + b"%d 0 obj\n<<>>\nendobj\n" % 1 * 50_000 + b"trailer<</Root 1 0 R>>", None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_faulty_documents_are_refused_in_time(data: bytes, slug: str | None) -> None:
    start = time.monotonic()
    error = refusal(data)
    assert error.kind == (slug or error.kind)
    assert error.kind in {"container_damaged", "container_encrypted", "too_large", "pdf_without_credential"}
    assert error.hint
    assert time.monotonic() - start < child.SECONDS + 2


def test_a_file_in_a_file_in_a_file_is_not_followed_for_ever() -> None:
    data = document(("a", BADGE))
    for _ in range(2):
        data = document(("inner.pdf", data))
    assert carriers.unwrap(data, "x")[0].data == BADGE
    assert refusal(document(("inner.pdf", document(("inner.pdf", data))))).kind == "pdf_without_credential"


def test_the_worker_finds_what_it_should_when_called_directly() -> None:
    metadata = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'
    found = list(worker.pdf(document(("a", BADGE), metadata=metadata)))
    assert found == [("a", BADGE), ("XMP", metadata)]
    assert list(worker.qr(code(TOKEN, mode="RGBA"))) == [("code 1", TOKEN)]
    for refused in (document(("a", BADGE), password="x"), document(*[(str(n), b"") for n in range(101)])):
        with pytest.raises(worker.Refusal):
            list(worker.pdf(refused))
    with pytest.raises(worker.Refusal):
        list(worker.qr(header(65_535, 65_535)))


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "RGB")])
def test_a_qr_code_is_read_and_its_text_kept(kind: str, mode: str) -> None:
    (found,) = carriers.unwrap(code(TOKEN, kind=kind, mode=mode), "photo")
    assert (found.data, found.original, found.media_type) == (TOKEN, TOKEN, "application/jwt")


def test_a_code_on_a_transparent_ground_is_read() -> None:
    dark = Image.open(BytesIO(code(TOKEN))).convert("L")
    clear = Image.new("RGBA", dark.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=dark.point(lambda value: 255 - value))
    out = BytesIO()
    clear.save(out, "PNG")
    assert carriers.unwrap(out.getvalue(), "x")[0].data == TOKEN


def test_json_and_several_codes_in_one_picture() -> None:
    left, right = (Image.open(BytesIO(code(text))).convert("L") for text in (BADGE, b"hello"))
    both = Image.new("L", (left.width + right.width + 40, left.height), 255)
    both.paste(left)
    both.paste(right, (left.width + 40, 0))
    out = BytesIO()
    both.save(out, "PNG")
    assert [p.data for p in carriers.unwrap(out.getvalue(), "x")] == [BADGE]


def header(width: int, height: int) -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    end = b"IEND"
    return (
        png.SIGNATURE
        + struct.pack(">I", 13)
        + body
        + struct.pack(">I", crc32(body))
        + b"\0\0\0\0"
        + end
        + struct.pack(">I", crc32(end))
    )


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (code(b"https://example.org/badge"), "badge_by_address"),
        (code(b"openid-credential-offer://?x=y"), "credential_offer"),
        (code(b"hello"), "not_a_credential"),
        (header(65_535, 65_535), "too_large"),
        (header(1, 1), "container_damaged"),
        (code(TOKEN, kind="JPEG", mode="RGB")[:400], "container_damaged"),
        (b"\xff\xd8\xff" + b"\0" * 100, "container_damaged"),
    ],
)
def test_pictures_without_a_credential_say_what_they_hold(data: bytes, slug: str) -> None:
    assert refusal(data).kind == slug


def test_a_picture_of_nothing_is_said_to_have_no_badge() -> None:
    out = BytesIO()
    Image.new("L", (50, 50), 255).save(out, "JPEG")
    assert refusal(out.getvalue()).kind == "no_badge_inside"


@pytest.mark.parametrize(("returncode", "slug"), [(6, "library_missing"), (-9, "too_large"), (1, "too_large")])
def test_a_worker_that_fails_is_reported(monkeypatch: pytest.MonkeyPatch, returncode: int, slug: str) -> None:
    done = child.subprocess.CompletedProcess([], returncode, b"", b"")
    monkeypatch.setattr(child.subprocess, "run", lambda *_, **__: done)
    assert refusal(document(("a", BADGE))).kind == slug


@pytest.mark.parametrize("output", [b"\0", b"\0\0\0\1\0\0\0\1a", b"\xff" * 8])
def test_a_worker_that_babbles_is_not_believed(monkeypatch: pytest.MonkeyPatch, output: bytes) -> None:
    done = child.subprocess.CompletedProcess([], 0, output, b"")
    monkeypatch.setattr(child.subprocess, "run", lambda *_, **__: done)
    assert refusal(document(("a", BADGE))).kind == "container_damaged"


def test_a_worker_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "SECONDS", 0.01)
    assert refusal(document(("a", BADGE))).kind == "too_large"


def test_a_worker_sees_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, object] = {}

    def run(*_: object, **options: object) -> object:
        seen.update(options)
        return child.subprocess.CompletedProcess([], 3, b"", b"")

    monkeypatch.setenv("WALLET_PASSWORD_COMMAND", "secret")
    monkeypatch.setattr(child.subprocess, "run", run)
    refusal(document(("a", BADGE)))
    assert set(seen["env"]) <= {"PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "TEMP", "HOME"}  # type: ignore[call-overload] - a dict


def test_a_document_that_unpacks_beyond_measure_is_refused() -> None:
    layers = compress(compress(b"\0" * (200 * 1024 * 1024), 9), 9)
    stream = b"<</Type/Metadata/Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n" % len(layers)
    body = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Metadata 2 0 R/Pages 3 0 R>>\nendobj\n2 0 obj\n" + stream + layers
    body += b"\nendstream\nendobj\n3 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\ntrailer<</Root 1 0 R>>"
    assert refusal(body).kind in {"too_large", "container_damaged"}


def test_third_party_codes_hold_addresses() -> None:
    folder = need(VECTORS / "qr")
    for path in sorted(folder.glob("*.png")):
        assert refusal(path.read_bytes()).kind == "badge_by_address"


def test_the_worker_and_its_parent_agree() -> None:
    for name in ("UNREADABLE", "ENCRYPTED", "TOO_LARGE", "MISSING", "SECONDS"):
        assert getattr(worker, name) == getattr(child, name)


def test_a_process_of_its_own_asks_no_directory_of_users_where_it_is_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python looks up the user's folder as it starts, over the network where that is where users are listed."""
    monkeypatch.setenv("HOME", "/home/somebody")
    script = "import sys, os.path; sys.exit('pwd' in sys.modules or os.path.expanduser('~') == '/home/somebody')"
    assert (
        child.subprocess.run([sys.executable, "-I", "-c", script], env=child.environment(), check=False).returncode == 0
    )
