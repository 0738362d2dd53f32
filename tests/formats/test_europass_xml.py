"""European Digital Credentials in the XML form: read, never called signed."""

import random
import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from wallet.actions.grounds import Asked
from wallet.actions.judge import judge
from wallet.actions.knowledge import gather
from wallet.carriers import unwrap
from wallet.errors import Unreadable, WalletError
from wallet.formats import europass_xml
from wallet.model import Alignment, Credits, Level
from wallet.report import Code, Report, Verdict

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SIGNATURE = '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo/></ds:Signature>'
DIPLOMA = """<?xml version="1.0" encoding="UTF-8"?>
<europassCredential xmlns="http://data.europa.eu/snb" xmlns:cred="http://data.europa.eu/europass/model/credentials/w3c#"
    cred:id="urn:credential:1" xsdVersion="0.10.0">
  <cred:validFrom>2021-02-12T14:14:24Z</cred:validFrom>
  <cred:issued>2021-09-03T10:00:04Z</cred:issued>
  <cred:validUntil>2031-02-12T00:00:00Z</cred:validUntil>
  <cred:issuer idref="urn:epass:org:2"/>
  <title><text lang="fr">Couture en ligne</text><text lang="en">Sewing   course</text></title>
  <description><text lang="en">Sixty hours.</text></description>
  <credentialSubject id="urn:epass:person:1">
    <fullName><text lang="en">Lilly Rose</text></fullName>
    <achievements>
      <learningAchievement id="urn:achievement:1">
        <title><text lang="en">Sewing</text></title>
        <specifiedBy idref="urn:specification:1"/>
        <hasPart><learningAchievement id="urn:achievement:2"><title><text lang="en">Hems</text></title>
        </learningAchievement></hasPart>
      </learningAchievement>
      <activity id="urn:activity:1"><title><text lang="en">A workshop</text></title></activity>
    </achievements>
  </credentialSubject>
  <learningSpecificationReferences>
    <learningSpecification id="urn:specification:1">
      <title><text lang="en">Techniques</text></title>
      <ECTSCreditPoints scoringSchemeId="urn:ects">2.5</ECTSCreditPoints>
      <EQFLevel uri="http://data.europa.eu/snb/eqf/4"><targetName><text lang="en">Level 4</text></targetName></EQFLevel>
      <learningOutcomes><learningOutcome idref="urn:outcome:1"/></learningOutcomes>
    </learningSpecification>
  </learningSpecificationReferences>
  <learningOutcomeReferences>
    <learningOutcome id="urn:outcome:1"><prefLabel><text lang="en">Style</text></prefLabel>
      <relatedEscoSkill uri="http://data.europa.eu/esco/skill/1"><targetName><text lang="en">create patterns</text>
      </targetName></relatedEscoSkill>
    </learningOutcome>
  </learningOutcomeReferences>
  <agentReferences><organization id="urn:epass:org:2">
    <prefLabel><text lang="fr">L'Artisane</text></prefLabel><homepage uri="https://artisane.example/"/>
  </organization></agentReferences>
  SEAL
</europassCredential>"""
UNSIGNED = DIPLOMA.replace("SEAL", "<proof/>")


def report_of(text: str) -> Report:
    (payload,) = unwrap(text.encode(), "diploma.xml")
    return judge(payload, gather(lambda _: None), Asked(NOW))


def test_what_it_says() -> None:
    said = report_of(UNSIGNED).credential
    assert (said.format, said.id, said.title, said.description) == (
        "europass", "urn:credential:1", "Sewing course", "Sixty hours.",
    )  # fmt: skip
    assert (said.issuer.id, said.issuer.name) == ("urn:epass:org:2", "L'Artisane")
    assert said.issuer.url == "https://artisane.example/"
    assert (said.holder.id, said.holder.name) == ("urn:epass:person:1", "Lilly Rose")
    assert said.issued == datetime(2021, 9, 3, 10, 0, 4, tzinfo=UTC)
    assert said.valid_from == datetime(2021, 2, 12, 14, 14, 24, tzinfo=UTC)
    assert said.valid_until == datetime(2031, 2, 12, tzinfo=UTC)
    assert said.problems == ()
    sewing, hems = said.achievements
    assert (sewing.id, sewing.name, sewing.level) == ("urn:specification:1", "Sewing", Level("EQF", "4"))
    assert sewing.credits == Credits(Decimal("2.5"), "ects", earned=False)
    assert sewing.alignments == (
        Alignment("", "", "Style", "urn:outcome:1"),
        Alignment("ESCO", "", "create patterns", "http://data.europa.eu/esco/skill/1"),
    )
    assert (hems.id, hems.name) == ("urn:achievement:2", "Hems")


@pytest.mark.parametrize(
    ("seal", "code"),
    [
        ("", Code.UNSIGNED),
        ("<proof/>", Code.UNSIGNED),
        ("<Signature/>", Code.UNSIGNED),
        (SIGNATURE, Code.SUITE_UNSUPPORTED),
        (f"<proof>{SIGNATURE}</proof>", Code.SUITE_UNSUPPORTED),
    ],
)
def test_its_seal_is_named_and_nothing_is_called_signed(seal: str, code: Code) -> None:
    report = report_of(DIPLOMA.replace("SEAL", seal))
    assert report.verdict is Verdict.CANNOT_TELL
    assert report.checks[1].code is code
    assert ("XAdES" in report.checks[1].message) is (code is Code.SUITE_UNSUPPORTED)
    assert not report.shown_is_signed


def test_each_credential_of_a_presentation_is_judged_on_its_own() -> None:
    inner = DIPLOMA.partition("?>")[2].replace("SEAL", SIGNATURE)
    report = report_of(f'<vp:verifiablePresentation xmlns:vp="http://data.europa.eu/snb/vp" id="urn:p:1">{inner * 2}'
                       "<vp:proof></vp:proof></vp:verifiablePresentation>")  # fmt: skip
    assert report.credential.title == "Presentation of 2 credentials"
    assert report.checks[1].code is Code.UNSIGNED
    assert [part.credential.title for part in report.parts] == ["Sewing course"] * 2
    assert [part.checks[1].code for part in report.parts] == [Code.SUITE_UNSUPPORTED] * 2


def test_a_credential_within_another_does_not_lend_it_its_seal() -> None:
    inner = DIPLOMA.partition("?>")[2].replace("SEAL", SIGNATURE)
    report = report_of(DIPLOMA.replace("SEAL", f"<contains>{inner}</contains>"))
    assert report.checks[1].code is Code.UNSIGNED
    assert [part.checks[1].code for part in report.parts] == [Code.SUITE_UNSUPPORTED]


@pytest.mark.parametrize(
    ("lost", "field"),
    [('<cred:issuer idref="urn:epass:org:2"/>', "issuer"), ('credentialSubject id="urn:epass:person:1"', "")],
)
def test_what_it_lacks_is_said(lost: str, field: str) -> None:
    report = report_of(UNSIGNED.replace(lost, "credentialSubject" if not field else ""))
    assert report.checks[0].code is (Code.REQUIRED_MISSING if field else Code.READ)
    assert field in report.checks[0].message


@pytest.mark.parametrize("name", ["fullName", "achievements", "title", "specifiedBy", "learningOutcomes"])
def test_any_part_may_be_missing_or_elsewhere(name: str) -> None:
    renamed = UNSIGNED.replace(f"<{name}", "<other").replace(f"</{name}>", "</other>")
    assert report_of(renamed).verdict is Verdict.CANNOT_TELL


def test_a_plain_text_without_languages() -> None:
    plain = UNSIGNED.replace('<text lang="en">Lilly Rose</text>', "Lilly Rose")
    assert report_of(plain).credential.holder.name == "Lilly Rose"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ('<SkillsPassport xmlns="http://data.europa.eu/snb"/>', "xml"),
        ('<verifiablePresentation xmlns="http://data.europa.eu/snb/vp"/>', "xml"),
        ("<europassCredential>", "xml_malformed"),
        ("<!DOCTYPE europassCredential><europassCredential/>", "xml_doctype"),
        ("<html><p>europassCredential</p></html>", "web_page"),
        ("<a>europassPass</a>", "xml"),
    ],
)
def test_other_xml_is_named(text: str, slug: str) -> None:
    with pytest.raises(Unreadable) as caught:
        report_of(text)
    assert caught.value.kind == slug


def test_references_cannot_make_a_small_file_a_large_one() -> None:
    outcome = '<learningOutcome idref="urn:outcome:1"/>'
    achievement = '<learningAchievement><specifiedBy idref="urn:specification:1"/></learningAchievement>'
    huge = UNSIGNED.replace(outcome, outcome * 1_000).replace("<achievements>", "<achievements>" + achievement * 1_000)
    with pytest.raises(Unreadable) as caught:
        europass_xml.load(huge.encode())
    assert caught.value.kind == "xml_too_large"


def test_a_thing_that_refers_to_itself_ends() -> None:
    loop = (
        '<learningAchievement id="urn:a"><hasPart><learningAchievement idref="urn:a"/></hasPart></learningAchievement>'
    )
    report = report_of(UNSIGNED.replace("<achievements>", "<achievements>" + loop))
    assert len(report.credential.achievements) == 2 + 8


def _shuffled(parts: list[str], dice: random.Random) -> str:
    """The file with a few tags or texts moved, doubled, lost or referring elsewhere."""
    parts = list(parts)
    for _ in range(dice.randint(1, 4)):
        one, other = sorted(dice.sample(range(len(parts)), 2))
        match dice.randrange(5):
            case 0:
                parts[one] = parts[other]
            case 1:
                del parts[one]
            case 2:
                parts[one:other] *= 2
            case 3:
                parts[one] = parts[one].replace(" id=", " idref=")
            case _:
                parts[one] = re.sub('"[^"]*"', '"urn:outcome:1"', parts[one])
    return "".join(parts)


@pytest.mark.parametrize("seed", range(200))
def test_no_mistake_in_a_file_ends_in_anything_but_our_own_words(seed: int) -> None:
    parts = re.findall(r"<[^>]+>|[^<]+", DIPLOMA.replace("SEAL", SIGNATURE))
    try:
        report = report_of(_shuffled(parts, random.Random(seed)))
    except WalletError:
        return
    assert report.verdict in {Verdict.CANNOT_TELL, Verdict.REJECTED}
    assert not report.shown_is_signed
