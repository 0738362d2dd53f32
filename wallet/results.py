"""What actions hand to ``show``: plain tuples, free of any terminal."""

from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from wallet.errors import ExitCode, WalletError
from wallet.model import Credential, Entry, JsonObject
from wallet.report import Report, Verdict, first_of


class Failure(NamedTuple):
    """One input that gave no answer."""

    source: str
    error: WalletError


class LeftOut(NamedTuple):
    """A file inside a folder or archive that holds no credential; not an error of the command."""

    source: str
    reason: str


Outcome: TypeAlias = Report | Failure | LeftOut
"""What checking one thing came to."""


class Checked(NamedTuple):
    """``verify``: one outcome in the form it is given out in, and what the totals need of it."""

    said: Any
    verdict: str
    """Slug of the verdict, ``unreadable`` or ``left_out``."""
    exit_code: ExitCode = ExitCode.OK
    error: WalletError | None = None


class Tally:
    """``verify``: totals that grow result by result, however many there are."""

    def __init__(self) -> None:
        self.counts = {verdict.value: 0 for verdict in Verdict} | {"unreadable": 0}
        """How many came out how; what was left out is no result."""
        self.left_out = 0
        self._codes = {ExitCode.OK}

    def add(self, checked: Checked) -> None:
        """Count one more."""
        if checked.verdict == "left_out":
            self.left_out += 1
            return
        self.counts[checked.verdict] += 1
        self._codes.add(checked.exit_code)

    @property
    def exit_code(self) -> ExitCode:
        """The first met, in the order of :func:`wallet.report.first_of`."""
        return first_of(self._codes)


class AddedOne(NamedTuple):
    """One credential that is in the wallet now."""

    source: str
    entry: Entry
    report: Report
    already_held: bool


class Added(NamedTuple):
    """``import``: what is held now and what could not be read."""

    added: tuple[AddedOne, ...]
    failures: tuple[Failure, ...]
    left_out: tuple[LeftOut, ...] = ()
    requests: "tuple[Request, ...]" = ()
    """What was asked of servers, for addresses."""

    def and_(self, other: "Added") -> "Added":
        """Both, in this order."""
        return Added(
            self.added + other.added,
            self.failures + other.failures,
            self.left_out + other.left_out,
            self.requests + other.requests,
        )

    def exit_code(self) -> ExitCode:
        """5 when any named input failed, else 0: a bad verdict is kept and shown, not an error."""
        return self.failures[0].error.exit_code if self.failures else ExitCode.OK


class Line(NamedTuple):
    """What ``list`` shows of one credential; long lists are made of these alone."""

    ref: str
    """At least the letters of it that people see."""
    verdict: str
    title: str
    issuer: str
    """Its name, or its id."""
    day: str
    """When it was issued, as 2026-05-01, or nothing."""


class Listed(NamedTuple):
    """``list``: summaries, newest first."""

    entries: tuple[Entry, ...]
    """Empty when only lines were asked for."""
    lines: tuple[Line, ...]
    warnings: tuple[str, ...] = ()
    incomplete: bool = False
    """Whether files of the wallet are missing or damaged, so that something may be left out."""
    hidden: int = 0
    """How many fit but are hidden."""
    held: int = 0
    """How many the wallet holds in all."""


class Shown(NamedTuple):
    """``show``: everything about one credential."""

    entry: Entry
    credential: Credential
    report: Report
    eu_elements: tuple["EuElement", ...] = ()
    """Filled when it was asked for."""


class Picture(NamedTuple):
    """``show --image``: a badge's picture, shrunk to what a terminal shows, or why there is none."""

    source: str = ""
    """``baked``: the badge is inside it; ``signed`` or only ``claimed``: it is inside the badge."""
    width: int = 0
    height: int = 0
    """Of the picture itself, in pixels."""
    png: bytes = b""
    """Made anew from its pixels."""
    columns: int = 0
    rows: int = 0
    """Of the shrunk picture, in pixels."""
    palette: bytes = b""
    """Red, green and blue of each colour."""
    pixels: bytes = b""
    """An index into the palette each, row by row."""
    problem: str = ""


class Created(NamedTuple):
    """``init``: a new wallet and the code that opens it when the passphrase is lost."""

    wallet: str
    recovery_code: str


class Status(NamedTuple):
    """``status``: what can be said of a wallet, the counts only when it is unlocked."""

    wallet: str
    exists: bool
    locked: bool
    slots: tuple[str, ...] = ()
    """Kinds of key slots, such as ``passphrase`` and ``recovery code``."""
    counts: dict[str, int] | None = None
    """Credentials by verdict, and ``stacks``; None while locked."""
    fingerprint: str = ""
    """Twelve letters to compare between devices."""
    warnings: tuple[str, ...] = ()
    source: str = ""
    """What opened it: ``session``, ``password_file``, ...; empty while locked."""
    expires_in: int | None = None
    """Seconds until a session is over; None when none is running."""


class SlotShown(NamedTuple):
    """One thing that opens the wallet."""

    slot: str
    """The start of its name, for ``slots remove``."""
    kind: str
    """``passphrase``, ``recovery code``, ``key file``, ``keyring of this computer``."""
    since: datetime | None
    state: str
    """``live``; or why it should go: ``gone``, ``unlisted``, ``older``."""
    memory_mib: int = 0
    passes: int = 0


class Amounts(NamedTuple):
    """What a sum of credits has and needs, as exact decimal numbers."""

    system: str
    """The unit's slug: ``ects``."""
    have: str
    need: str
    others: tuple[tuple[str, str], ...] = ()
    """Unit and amount of what would fit but for its unit; never added."""


class Piece(NamedTuple):
    """A named place in a stack: a requirement, its progress and what fills it."""

    path: str
    """``require[0].of[2]``."""
    name: str
    kind: str
    """``all``, ``any`` or ``one``; more kinds may come."""
    met: bool
    have: int
    need: int
    rule: str = ""
    """``any 2 of 4``, for people."""
    filled_by: tuple[tuple[str, str], ...] = ()
    """Reference and title of each credential that counts here."""
    missing: str = ""
    """What to do about it when unmet."""
    optional: bool = False
    pieces: "tuple[Piece, ...]" = ()
    equivalent: str = ""
    """What a sum would be with other units converted; shown when asked for, never counted."""
    amounts: Amounts | None = None
    """For a sum of credits."""


class NotCounted(NamedTuple):
    """A credential that fits a stack but does not count, and why."""

    ref: str
    title: str
    code: str
    message: str


class StackShown(NamedTuple):
    """``stack show``: one stack against the wallet."""

    id: str
    name: str
    description: str
    state: str
    """``complete``, ``awarded``, ``in_progress`` or ``not_proven``."""
    proven: bool
    at: datetime
    have: int
    need: int
    pieces: tuple[Piece, ...]
    not_counted: tuple[NotCounted, ...] = ()
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class StackLine(NamedTuple):
    """``stack list``: one stack in a line."""

    id: str
    name: str
    state: str
    have: int
    need: int


class StackLosses(NamedTuple):
    """What became of the parts of a pathway that was published for another program."""

    kind: str
    """What it was read as: ``CTDL pathway``."""
    kept: int
    """Places that an achievement's id fills."""
    weak: int
    """Places that any badge of that name fills."""
    manual: int
    """Things to confirm by hand."""
    dropped: tuple[tuple[str, str], ...]
    """Part of the source, and what of it is not checked."""


class StackImported(NamedTuple):
    """``stack import``: the stack that was saved."""

    id: str
    name: str
    replaced: bool
    requirements: int
    losses: StackLosses | None = None
    """For a pathway of another kind."""


class StackRemoved(NamedTuple):
    """``stack remove``: the rules that the wallet no longer holds."""

    id: str
    name: str


class Step(NamedTuple):
    """One thing to do toward a stack."""

    kind: str
    """``earn``, ``credits``, ``renew``, ``check``, ``trust``, ``manual``, or ``any`` of several."""
    path: str
    text: str
    near: str = ""
    """The reference of a credential that nearly counts."""
    command: str = ""
    """What to type about it, where there is something."""
    of: "tuple[Step, ...]" = ()
    """What there is to choose from."""


class StackNext(NamedTuple):
    """``stack next``: the cheapest way to completion."""

    id: str
    name: str
    state: str
    proven: bool
    have: int
    need: int
    steps: tuple[Step, ...]


class WhyOne(NamedTuple):
    """One credential at one place of a stack, and why it counts there or does not."""

    ref: str
    title: str
    code: str
    text: str


class WhyPlace(NamedTuple):
    """One place of a stack and all that comes near it."""

    path: str
    name: str
    rule: str
    counts: tuple[WhyOne, ...]
    could: tuple[WhyOne, ...]
    """What fits but is not needed, or fills another place."""
    barred: tuple[WhyOne, ...]
    """What fits but may not count."""
    unlike: tuple[WhyOne, ...] = ()
    """What does not fit, for a credential that was asked about."""


class StackWhy(NamedTuple):
    """``stack why``: every place with its reasons."""

    id: str
    name: str
    places: tuple[WhyPlace, ...]


class StackChecked(NamedTuple):
    """``stack validate``: a file whose rules can be used."""

    id: str
    name: str
    requirements: int
    losses: StackLosses | None = None


class FrameworkLine(NamedTuple):
    """``frameworks``: one qualifications framework."""

    name: str
    place: str
    lowest: int
    highest: int
    levels: tuple[tuple[int, str], ...]
    source: str


class UnitLine(NamedTuple):
    """``frameworks``: one unit of credit."""

    slug: str
    name: str
    place: str
    meaning: str
    source: str


class Frameworks(NamedTuple):
    """``frameworks``: levels and units that rules can ask for."""

    frameworks: tuple[FrameworkLine, ...]
    units: tuple[UnitLine, ...]


class SkillEvidence(NamedTuple):
    """A credential that shows a skill."""

    ref: str
    title: str
    issuer: str
    counts: bool
    """Whether it is verified and has not ended."""
    problem: str
    """Why not, in words."""


class SkillLine(NamedTuple):
    """``skills``: one skill across the wallet."""

    name: str
    framework: str
    """``ESCO``, ``O*NET``, ``CASE``, ``CTDL``, another's name, or ``free text`` for a tag."""
    code: str
    url: str
    evidence: tuple[SkillEvidence, ...]


class GapLine(NamedTuple):
    """``gap``: one skill that a job asks for."""

    name: str
    state: str
    """``covered``, ``partly`` or ``missing``."""
    why: str
    evidence: tuple[SkillEvidence, ...]


class Gap(NamedTuple):
    """``gap``: a job against the wallet."""

    lines: tuple[GapLine, ...]
    stack: str = ""
    """The file in which the missing part was written as a stack."""
    warnings: tuple[str, ...] = ()


class EuElement(NamedTuple):
    """``show --eu-elements``: one of the eleven elements of a European micro-credential."""

    number: int
    name: str
    state: str
    """``stated``, ``partial`` or ``absent``."""
    where: str
    ask: str
    """What to ask the issuer for."""


class Exported(NamedTuple):
    """``export``: the finished text and how many credentials it leaves out."""

    data: bytes
    media_type: str
    included: int
    gone: tuple[str, ...] = ()
    """References of the credentials that were asked for but are not verified."""
    experimental: bool = False
    """Whether nobody else's program was found to prove the format with."""

    @property
    def left_out(self) -> int:
        """How many are not verified and left out."""
        return len(self.gone)


class Leaving(NamedTuple):
    """``share``: what one credential tells about the learner."""

    ref: str
    title: str
    tells: tuple[str, ...]
    """What personal data goes out, one phrase each."""
    hidden: tuple[str, ...] = ()
    """Fields that stay here."""
    choices: int = 0
    """How many fields could be hidden; none when the signature covers all as one."""


class FieldLine(NamedTuple):
    """``share --fields``: one field of a credential."""

    name: str
    value: Any
    required: bool
    """Whether the issuer lets nobody hide it."""


class Fields(NamedTuple):
    """``share --fields``: what can be shown or hidden of one credential."""

    ref: str
    title: str
    fields: tuple[FieldLine, ...]


class Shared(NamedTuple):
    """``share``: a bundle that was written."""

    path: str
    bytes: int
    credentials: tuple[tuple[str, str], ...]
    """Reference and title of each."""
    in_presentation: int
    holder: str
    """The did:key that signed the presentation."""
    created: datetime
    expires: datetime | None
    leaves: tuple[Leaving, ...]
    """What personal data goes out."""
    audience: str = ""
    challenge: str = ""
    domain: str = ""
    manifest: str = ""
    """SHA-256 of the list of files, hex."""
    files: int = 0
    evidence: int = 0
    """How many saved documents of issuers went along."""
    asked: bool = False
    """Whether the challenge is the receiver's own."""


class PageMade(NamedTuple):
    """``share --site``: the page of one credential."""

    ref: str
    title: str
    path: str
    """Within the folder."""
    url: str = ""
    """Where it will be, when that was said."""


class Published(NamedTuple):
    """``share --site``: what became of a folder for the web."""

    path: str
    pages: tuple[PageMade, ...]
    left_out: int
    """Credentials that were asked for but are not verified."""
    written: tuple[str, ...] = ()
    """Files that are new or changed."""
    removed: tuple[str, ...] = ()
    """Files of an earlier run that are no longer wanted."""
    left: tuple[str, ...] = ()
    """Files that are none of this program's, and stay."""
    base_url: str = ""


class Disclosed(NamedTuple):
    """``log``: one occasion on which something was shared."""

    at: datetime
    kind: str
    """``bundle``, ``site`` or ``pdf``."""
    audience: str
    credentials: tuple[tuple[str, str], ...]
    """Reference and title of each."""
    hidden: tuple[str, ...]
    told: tuple[str, ...]
    """What it told about the learner."""
    until: datetime | None
    """When the share, not a credential, ends."""
    challenge: str
    domain: str
    holder: str
    """The did:key that signed it."""
    manifest: str
    """SHA-256 of its list of files, or of the PDF itself, hex: tells a file that turns up later."""
    path: str
    """Where it was written."""


class QrMade(NamedTuple):
    """``qr``: a code that was read back before this was returned."""

    text: str
    form: str
    """``link``, ``raw``, ``cw1`` or ``text``."""
    version: int
    modules: int
    level: str
    matrix: tuple[tuple[bool, ...], ...]
    """Dark modules, without the quiet zone."""
    path: str = ""
    """Where the picture was written; empty for the terminal."""
    describes: str = ""
    """The title of the credential, or empty for plain text."""
    size: int = 0
    """Bytes of the credential; 0 for plain text."""


class QrSequence(NamedTuple):
    """``qr --as parts``: codes of one size, each read back, that are one credential together."""

    describes: str
    size: int
    """Bytes of the credential."""
    parts: int
    """So many different codes are enough, or a few more; the first so many are."""
    frames: tuple[QrMade, ...]
    """The parts, then codes that stand in for a part that was missed, if there are any."""
    path: str = ""
    frame_ms: int = 0
    """How long each is shown in an animation."""
    form: str = "parts"


class ContextLine(NamedTuple):
    """``contexts list``: one edition of one context."""

    url: str
    edition: str
    sha256: str
    """Of the official document."""
    terms: int
    added: bool
    """Whether the user added it; the others come with the program."""


class ContextAdded(NamedTuple):
    """``contexts add``: a context that can be used from now on."""

    url: str
    sha256: str
    terms: int
    already_held: bool


class ContextUse(NamedTuple):
    """``contexts check``: a context that credentials name."""

    url: str
    editions: tuple[str, ...]
    """Those that are installed; none when it is missing."""
    fits: tuple[str, ...]
    """Those under which a signature held, where there are several."""
    credentials: int
    """How many name it."""


class Row(NamedTuple):
    """``formats``: one thing that is supported."""

    id: str
    label: str


class Supported(NamedTuple):
    """``formats``: everything that can be read and checked, from the tables that do it."""

    carriers: tuple[Row, ...]
    formats: tuple[Row, ...]
    proofs: tuple[Row, ...]
    keys: tuple[Row, ...]
    status: tuple[Row, ...]
    contexts: int


class Copy(NamedTuple):
    """A saved copy of a document on another server, without its content."""

    url: str
    sha256: str
    media_type: str
    bytes: int
    first_seen: datetime
    """When it was saved."""
    last_seen: datetime
    """When the server last served the same."""
    saved_by: str
    """What led to it: ``refresh``, ``import``, or ``add`` by hand."""
    named_by: tuple[str, ...] = ()
    """Titles of credentials that name it, as far as they were the reason to save it."""
    came_from: str = ""
    """Where redirects led, when that was elsewhere."""
    newest: bool = True
    """Whether it is the copy that counts for its URL."""


class Kept(NamedTuple):
    """``evidence show``: one document, every copy of it, and what the newest holds."""

    copies: tuple[Copy, ...]
    """Newest first; all of one URL."""
    data: bytes
    used_by: tuple[tuple[str, str], ...] = ()
    """Reference and title of each credential whose checks look at it."""


class EvidenceExported(NamedTuple):
    """``evidence export``: a folder that was written."""

    path: str
    copies: int
    bytes: int


class Mark(NamedTuple):
    """``trust``: what the learner decided about one issuer, key or certificate."""

    id: str
    """A DID, an https address, ``key:`` and a thumbprint, or ``certificate:`` and a SHA-256."""
    tier: str
    """``trusted`` or ``flagged``."""
    name: str
    note: str
    at: datetime
    keys: tuple[str, ...] = ()
    """Thumbprints of the keys it had then."""
    pins: tuple[str, ...] = ()
    """Thumbprints of the only keys that are accepted from it."""
    until: datetime | None = None
    """When a certificate ends."""


class ListLine(NamedTuple):
    """``trust``: one list that was imported."""

    name: str
    kind: str
    """``dcc``, ``federation``, ``eu`` or ``plain``."""
    tier: str
    """What its members are: ``known`` or ``flagged``."""
    dated: datetime
    imported: datetime
    issuers: int
    certificates: int
    left_out: int = 0


class TrustListed(NamedTuple):
    """``trust list``."""

    marks: tuple[Mark, ...]
    lists: tuple[ListLine, ...]


class KeySeen(NamedTuple):
    """``trust show``: one key of an issuer, and when its saved documents listed it."""

    thumbprint: str
    first: datetime
    last: datetime
    now: bool
    """Whether the newest copy lists it."""
    noted: bool
    """Whether it was among its keys when the issuer was put on the list."""


class TrustShown(NamedTuple):
    """``trust show``: everything that bears on one issuer."""

    id: str
    tier: str
    mark: Mark | None
    lists: tuple[tuple[str, str, datetime], ...]
    """Name of each list it is on, what that calls it, and the list's date."""
    keys: tuple[KeySeen, ...]
    credentials: tuple[tuple[str, str], ...]
    """Reference and title of each credential of the wallet that names it as issuer."""
    calls_itself: tuple[str, ...] = ()
    """The names that those credentials give it; anybody can take any name."""


class TrustChanged(NamedTuple):
    """``trust add``, ``flag``, ``remove`` and ``import``: what was decided, and what is judged otherwise now."""

    marks: tuple[Mark, ...]
    lists: tuple[ListLine, ...]
    removed: bool
    credentials: tuple["Renewed", ...]


class Identity(NamedTuple):
    """``identity``: one way in which issuers know the learner."""

    text: str
    kind: str
    """``did``, ``email``, ``url`` or ``name``."""
    at: datetime


class IdentityChanged(NamedTuple):
    """``identity add`` and ``remove``."""

    identity: Identity
    removed: bool
    yours: int
    """How many credentials are known to be the learner's now."""
    credentials: tuple["Renewed", ...]


class DueOne(NamedTuple):
    """``due``: one credential that wants attention."""

    ref: str
    title: str
    issuer: str
    what: str
    at: datetime | None
    """When it ends, when it changed, or when it was last asked for."""


class Due(NamedTuple):
    """``due``."""

    at: datetime
    within_days: int
    refreshed: datetime | None
    """When servers were last asked for anything."""
    ended: tuple[DueOne, ...]
    ending: tuple[DueOne, ...]
    changed: tuple[DueOne, ...]
    """At the last refresh."""
    missing: tuple[DueOne, ...]
    """What cannot be judged without a document that is not held."""
    old: tuple[DueOne, ...]
    """What was judged with documents that are more than 30 days old."""

    @property
    def nothing(self) -> bool:
        """Whether nothing wants attention."""
        return not any((self.ended, self.ending, self.changed, self.missing, self.old))


class Request(NamedTuple):
    """One request to one server, and what came of it."""

    url: str
    outcome: str
    """Slug: ``fetched``, ``unchanged``, or why not."""
    message: str
    at: datetime
    sha256: str = ""
    bytes: int = 0
    retry_after: int = 0
    """Seconds that a busy server asked for."""
    guess: bool = False
    """Whether no credential names it: one of the usual places of issuers' keys."""


class DocumentChange(NamedTuple):
    """``refresh``: a document that is not what it was, or is held for the first time."""

    url: str
    kind: str
    """``new`` or ``changed``."""
    detail: str = ""
    """What changed, where that can be said."""


class Renewed(NamedTuple):
    """``refresh``: one credential before and after."""

    ref: str
    title: str
    before: str
    """Slug of the verdict, with the documents held until now."""
    after: str
    reasons: tuple[str, ...] = ()
    """The answers that differ from before, as sentences."""
    remarks: tuple[str, ...] = ()
    """Those among them that are no good news."""

    @property
    def changed(self) -> bool:
        """Whether anything about it is different now."""
        return self.before != self.after or bool(self.reasons)


class ContextOffer(NamedTuple):
    """``refresh``: a vocabulary that credentials need and that was looked up."""

    url: str
    sha256: str
    terms: int
    kept: bool = False


class Refreshed(NamedTuple):
    """``refresh``: what was asked of whom, and what is different now."""

    at: datetime
    credentials: tuple[Renewed, ...]
    requests: tuple[Request, ...]
    changes: tuple[DocumentChange, ...]
    contexts: tuple[ContextOffer, ...] = ()
    failures: tuple[Failure, ...] = ()
    """Credentials that could not be read."""

    @property
    def failed(self) -> tuple[Request, ...]:
        """Requests that brought nothing, guesses left out."""
        return tuple(one for one in self.requests if not one.sha256 and not one.guess)

    def exit_code(self) -> ExitCode:
        """14 when servers were asked and none gave anything."""
        if self.failed and not any(one.sha256 for one in self.requests):
            return ExitCode.NETWORK
        return ExitCode.OK


class Envelope(NamedTuple):
    """One ``--json`` document before it is serialised."""

    command: str
    exit_code: ExitCode
    data: JsonObject | None
    errors: tuple[WalletError, ...] = ()


class Wrong(NamedTuple):
    """One thing that is wrong with the files of a wallet."""

    slug: str
    message: str


class Examined(NamedTuple):
    """``check``: how the files of the wallet are."""

    packs: int
    objects: int
    opened: int | None
    """Objects that were opened and are what they should be; None when none were to be."""
    problems: tuple[Wrong, ...]


class Mended(NamedTuple):
    """``repair``: what was done."""

    put_aside: tuple[str, ...]
    """Files that are in ``lost+found`` now."""
    adopted: tuple[str, ...]
    """Files that have their right names again."""
    rewritten: tuple[str, ...]
    """Files that were made again."""
    adopted_late: int
    """Packs under a replaced key that count from now on."""
    problems: tuple[Wrong, ...]
    """What is still wrong."""


class Tidied(NamedTuple):
    """``gc``: what became of the packs."""

    before: int
    after: int
    taken_away: int
    waiting: int
    """Replaced packs that stay for other devices."""


class BackedUp(NamedTuple):
    """``backup``: the file that was written."""

    path: str
    files: int
    bytes: int
    credentials: int | None
    """How many it holds; None when the wallet was not unlocked."""


class BackupChecked(NamedTuple):
    """``backup verify``: how a backup is."""

    path: str
    files: int
    """Sound files."""
    damaged: tuple[str, ...]
    credentials: int | None = None
    """None when it was not unlocked."""
    lacks: int | None = None
    """Credentials of the wallet that are not in it; None for a backup of another wallet."""
    problems: tuple[str, ...] = ()


class Restored(NamedTuple):
    """``restore``: what came of it."""

    wallet: str
    new: tuple[str, ...]
    """Titles."""
    already_held: int
    removed: tuple[str, ...]
    """Titles of credentials that were removed from the wallet and stay so."""
    damaged: tuple[str, ...]
    made: bool = False
    """Whether there was no wallet before."""


class Removed(NamedTuple):
    """One credential that was removed and can be brought back."""

    ref: str
    title: str
    at: datetime
    """When it was removed."""


class Noted(NamedTuple):
    """What the learner says of one credential."""

    ref: str
    title: str
    tags: tuple[str, ...]
    note: str
    hidden: bool


class Synced(NamedTuple):
    """``sync``: what came and went."""

    remote: str
    new: tuple[str, ...]
    """Titles of credentials that another device added."""
    removed: tuple[str, ...]
    """Titles of credentials that another device removed."""
    files_came: int
    files_went: int
    taken_away: int
    """Files at the remote that the wallet needs no more."""
    damaged: tuple[str, ...]
    """Files at the remote that are not what their names say."""
    made: bool = False
    """Whether there was no wallet here before."""


class Guide(NamedTuple):
    """``help``: one topic."""

    topic: str
    about: str
    """What it tells, in a clause."""
    text: str
    """Markdown."""
