"""The parts that the viewer page of a bundle and the pages of a site share: credentials, and data for the script.

Without the script, a page shows what the sender's program read.  The script
(``pages/signed.js`` and ``pages/viewer.js``) checks each signature, and from
then on shows only what it read from the signed text itself.  It has no words of
its own: it finds them beside the signatures, in the language of the page.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from wallet.codec import base64url, strictjson
from wallet.model import Achievement, Alignment, Credential, JsonObject, SignedBytes
from wallet.share.markup import Child, Markup, asset, rows, tag
from wallet.share.page_words import FOR_THE_SCRIPT, LABELS, UNFINISHED, UNTITLED
from wallet.share.readme import ASK
from wallet.share.resume import day
from wallet.wording import Catalogue, Message, joined, say

LIMIT_CARRIED = 512 * 1024
"""Characters of one signed text that a page carries; a larger credential is checked elsewhere."""
LIMIT_PAGE = 4 * 1024 * 1024
"""Characters of signed texts and pictures on one page."""
_UNCHECKED = say("Not checkable in this page. What follows is what the sender says.")
_NOT_RUN = say("Not checked: this page checks with a script, and none ran.")
_BE_SURE = say(
    "To be sure, check the files with a program of your own: wallet verify, or a verifier site that you trust."
)
_BEYOND = say(
    "Who an issuer is, and whether it has withdrawn a credential, no page can tell: compare the issuer's id with one "
    "that you have from the issuer itself."
)
RUNNABLE = (".svg", ".xml")
"""Endings of the names of files that a browser would open as a document, running its scripts."""
_ALGORITHMS = frozenset({"EdDSA", "Ed25519", "ES256", "ES384", "RS256", "PS256"})
_HASHES = {"sha256": "SHA-256", "sha384": "SHA-384"}
_PICTURE = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=]{1,350000}")


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature and all that a browser needs to check it."""

    covered: SignedBytes
    key: JsonObject
    """Its key as a JWK; not looked at where the signer's id is its key."""

    @property
    def characters(self) -> int:
        """How much text a page carries for it."""
        return len(self.covered.document) + len(self.covered.options)

    def fits(self) -> bool:
        """Whether a browser has what it takes, and the page room for it."""
        return self.covered.alg in _ALGORITHMS and self.characters <= LIMIT_CARRIED

    def plain(self) -> JsonObject:
        """As the script reads it."""
        covered = self.covered
        return {
            "form": covered.form,
            "document": covered.document,
            "options": covered.options,
            "signature": base64url.encode(covered.signature),
            "alg": "EdDSA" if covered.alg == "Ed25519" else covered.alg,
            "key": self.key,
            "hash": _HASHES[covered.hash_name],
            "prefix": covered.prefix,
        }


@dataclass(frozen=True, slots=True)
class Shown:
    """One credential on a page."""

    credential: Credential
    """Of its signed view."""
    signed: Signed | None
    """None when its signature cannot be checked by a page, or does not hold."""
    path: str
    """Where its file is, seen from the page."""
    sha256: str
    """Hex, of that file."""

    def checkable(self) -> Signed | None:
        """The signature that the page gives its script to check, if there is room for it."""
        return self.signed if self.signed is not None and self.signed.fits() else None


def label(made: Message, words: Catalogue) -> Markup:
    """The first words of every page and of every printout of one; ``made`` says by whom, and what that proves."""
    return tag("p", words.text(joined(" ", (made, _BE_SURE))), class_="note", id="label")


def unchecked(words: Catalogue) -> Markup:
    """The line over all credentials, until the script has counted them."""
    return tag("p", words.text(say("No signature was checked here.")), id="summary", class_="soft", role="status")


def place(number: int) -> str:
    """The id of the part of the page that shows the credential of this number."""
    return f"credential-{number}"


def within(shown: Sequence[Shown]) -> list[Shown]:
    """``shown`` cut to :data:`LIMIT_PAGE`: those for which there is no room lose their signature and picture."""
    used, found = 0, []
    for one in shown:
        signed = one.checkable()
        cost = len(one.credential.image) + (signed.characters if signed else 0)
        if used + cost > LIMIT_PAGE:
            found.append(replace(one, signed=None, credential=one.credential._replace(image="")))
        else:
            used += cost
            found.append(one)
    return found


def data(shown: Sequence[Shown], words: Catalogue) -> JsonObject:
    """What the script is given: its words, and for each credential its section and the signature to check, if any."""
    found = [(place(number), one.checkable()) for number, one in enumerate(shown, 1)]
    return {
        "words": {name: words.text(text) for name, text in FOR_THE_SCRIPT.items()},
        "credentials": [{"at": at, "signed": signed.plain() if signed else None} for at, signed in found],
    }


def embedded(value: JsonObject) -> Markup:
    """JSON in a page: no text in it can end the element that holds it."""
    text = strictjson.dumps(value)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(f'<script type="application/json" id="data">{text}</script>')


def script() -> str:
    """The one script of a page."""
    return "\n".join(asset(name) for name in ("signed.js", "viewer.js"))


def section(number: int, one: Shown, words: Catalogue, *more: Markup) -> Markup:
    """The section of a page that shows one credential, with ``more`` at its end."""
    name = f"{place(number)}-title"
    waiting = _UNCHECKED if one.checkable() is None else _NOT_RUN
    digest = tag("span", Markup("SHA-256 "), tag("code", one.sha256))
    return tag(
        "section",
        tag("h2", one.credential.title or words.text(UNTITLED), id=name, dir="auto"),
        tag("p", words.text(waiting), class_="open", data_part="state"),
        tag("div", *facts(one.credential, words), data_part="facts"),
        tag("p", words.text(say("File")), Markup(": "), _path(one.path), Markup(" "), digest, class_="soft file"),
        *more,
        id=place(number),
        class_="card",
        aria_labelledby=name,
    )


def _path(path: str) -> Child:
    """Where the file is; no link to a drawing or a page of the issuer, since a script in it could run."""
    return path if path.endswith(RUNNABLE) else tag("a", path, href=path)


def facts(said: Credential, words: Catalogue) -> Iterator[Markup]:
    """What a credential says, in the order in which the script shows it too."""
    if _PICTURE.fullmatch(said.image):
        yield tag("img", src=said.image, class_="badge")
    issued = said.issued or said.valid_from
    one = said.achievements[0] if said.achievements else None
    stated = {
        "issuer": said.issuer.name,
        "issuer_id": said.issuer.shown_id,
        "awarded_to": said.holder.name or said.holder.id,
        "issued": day(issued),
        "begins": day(said.begins),
        "ends": day(said.valid_until),
        "level": f"{one.level.framework} {one.level.value}".strip() if one and one.level else "",
        "credits": f"{one.credits.amount:f}" if one and one.credits else "",
    }
    yield rows((words.text(LABELS[name]), text) for name, text in stated.items())
    yield from unfinished(said, words)
    description = said.description or (one.description if one else "")
    if description:
        yield tag("p", description, dir="auto")
    for achievement in said.achievements:
        yield from _achievement(achievement, words, named=len(said.achievements) > 1)


def unfinished(said: Credential, words: Catalogue) -> Iterator[Markup]:
    """That the learner did not complete what it names, where its results say so."""
    if said.unfinished:
        yield tag("p", words.text(UNFINISHED.filled(status=said.unfinished)), class_="open")


def _achievement(one: Achievement, words: Catalogue, *, named: bool) -> Iterator[Markup]:
    if named:
        yield tag("h3", one.name or words.text(UNTITLED), dir="auto")
        yield tag("p", one.description, dir="auto")
    if one.criteria:
        yield tag("h3", words.text(LABELS["criteria"]))
        yield tag("p", one.criteria, dir="auto")
    skills = [skill for skill in map(_skill, one.alignments) if skill]
    if skills:
        yield tag("h3", words.text(LABELS["skills"]))
        yield tag("ul", *(tag("li", skill, dir="auto") for skill in skills))


def _skill(one: Alignment) -> str:
    where = " ".join(part for part in (one.framework, one.code) if part)
    return " ".join(part for part in (one.name, f"({where})" if where else "") if part)


def elsewhere(site: Message, words: Catalogue) -> Markup:
    """How to check without the page; ``site`` says which files to hand to a verifier site."""
    told = words.text
    program = told(say("With wallet, a free program that needs no network:"))
    ways: tuple[tuple[Child, ...], ...] = (
        (program, Markup(" "), tag("code", "wallet verify FILE")),
        (told(site),),
        (told(ASK),),
    )
    return tag(
        "section",
        tag("h2", told(say("Check it yourself")), id="elsewhere"),
        tag("ol", *(tag("li", *way) for way in ways)),
        tag("p", told(_BEYOND), class_="soft"),
        aria_labelledby="elsewhere",
    )
