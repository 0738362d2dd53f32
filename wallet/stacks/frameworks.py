"""Qualifications frameworks and credit units as data, each with its source.

Levels of different frameworks are never compared, and units never added: the
tables name them, so that rules can be checked and read.
"""

from dataclasses import dataclass

from wallet.stacks.folding import fold
from wallet.wording import say


@dataclass(frozen=True, slots=True)
class Framework:
    """Levels of learning in one place."""

    name: str
    place: str
    lowest: int
    highest: int
    levels: tuple[tuple[int, str], ...]
    """What some levels are usually called there."""
    source: str
    also: tuple[str, ...] = ()
    """Other names and addresses under which credentials mention it."""


@dataclass(frozen=True, slots=True)
class Unit:
    """An amount of learning."""

    slug: str
    name: str
    brief: str
    """After a number: ``10 ECTS``."""
    place: str
    meaning: str
    """What one of it stands for, as its source says; nothing is converted by it."""
    source: str


FRAMEWORKS = (
    Framework(
        "AQF",
        say("Australia"),
        1,
        10,
        (
            (1, "Certificate I"),
            (4, "Certificate IV"),
            (5, "Diploma"),
            (6, "Advanced Diploma, Associate Degree"),
            (7, "Bachelor Degree"),
            (8, "Graduate Certificate, Graduate Diploma, Honours"),
            (9, "Masters Degree"),
            (10, "Doctoral Degree"),
        ),
        "Australian Qualifications Framework, second edition, 2013",
        ("Australian Qualifications Framework",),
    ),
    Framework(
        "EQF",
        say("Europe"),
        1,
        8,
        (
            (4, say("end of upper secondary school")),
            (5, say("short cycle")),
            (6, "Bachelor"),
            (7, "Master"),
            (8, "Doctorate"),
        ),
        "Council Recommendation of 22 May 2017, 2017/C 189/03",
        ("European Qualifications Framework", "http://data.europa.eu/snb/eqf/25831c2"),
    ),
    Framework(
        "RQF",
        say("England and Northern Ireland"),
        1,
        8,
        ((3, "A level"), (4, "Higher National Certificate"), (5, "Higher National Diploma")),
        "Ofqual, Regulated Qualifications Framework, 2015",
        ("Regulated Qualifications Framework",),
    ),
    Framework(
        "FHEQ",
        say("England, Wales and Northern Ireland"),
        4,
        8,
        (
            (4, "Certificate"),
            (5, "Diploma, Foundation Degree"),
            (6, "Bachelor with Honours"),
            (7, "Master"),
            (8, "Doctor"),
        ),
        "QAA, Frameworks for Higher Education Qualifications, 2024",
        ("Frameworks for Higher Education Qualifications",),
    ),
    Framework(
        "SCQF",
        say("Scotland"),
        1,
        12,
        ((6, "Higher"), (9, "Ordinary Degree"), (10, "Honours Degree"), (11, "Master"), (12, "Doctor")),
        "SCQF Partnership, SCQF Handbook, 2015",
        ("Scottish Credit and Qualifications Framework",),
    ),
    Framework(
        "CDQF",
        say("Canada"),
        1,
        3,
        ((1, "Bachelor"), (2, "Master"), (3, "Doctoral")),
        say(
            "{source}; it numbers no levels: these are its order",
            source="Council of Ministers of Education, Canada, Canadian Degree Qualifications Framework, 2007",
        ),
        ("Canadian Degree Qualifications Framework",),
    ),
    Framework(
        "OQF",
        say("Ontario, Canada"),
        1,
        13,
        ((1, "Certificate I"), (9, "Advanced Diploma"), (11, "Bachelor Honours"), (12, "Master"), (13, "Doctoral")),
        say(
            "{source}; it numbers no levels: these are its order",
            source="Government of Ontario, Ontario Qualifications Framework, 2009",
        ),
        ("Ontario Qualifications Framework",),
    ),
    Framework(
        "DQP",
        say("United States"),
        1,
        3,
        ((1, "Associate"), (2, "Bachelor"), (3, "Master")),
        say(
            "{source}; voluntary, the country has no national framework",
            source="Lumina Foundation, Degree Qualifications Profile, 2014",
        ),
        ("Degree Qualifications Profile",),
    ),
    Framework(
        "NZQF",
        say("New Zealand"),
        1,
        10,
        ((7, "Bachelor Degree"), (9, "Master"), (10, "Doctoral Degree")),
        "NZQA, New Zealand Qualifications and Credentials Framework, 2022",
        ("New Zealand Qualifications Framework", "New Zealand Qualifications and Credentials Framework"),
    ),
    Framework(
        "NFQ",
        say("Ireland"),
        1,
        10,
        ((7, "Ordinary Bachelor"), (8, "Honours Bachelor"), (9, "Master"), (10, "Doctoral Degree")),
        "QQI, Irish National Framework of Qualifications, 2003",
        ("Irish National Framework of Qualifications", "National Framework of Qualifications"),
    ),
)

UNITS = (
    Unit(
        "ects",
        "ECTS credit",
        "ECTS",
        say("Europe"),
        say("25 to 30 hours of work; 60 in a year"),
        "ECTS Users' Guide, 2015",
    ),
    Unit(
        "uk_credit",
        "CATS credit",
        "UK credits",
        say("United Kingdom"),
        say("10 hours of work; 120 in a year"),
        "QAA, Higher Education Credit Framework for England, 2021",
    ),
    Unit(
        "us_semester_hour",
        "semester credit hour",
        "US semester hours",
        say("United States, Canada"),
        say("an hour in class and two outside a week for about 15 weeks"),
        "34 CFR 600.2, credit hour",
    ),
    Unit(
        "us_quarter_hour",
        "quarter credit hour",
        "US quarter hours",
        say("United States"),
        say("the same for 10 to 12 weeks"),
        "34 CFR 600.2, credit hour",
    ),
    Unit(
        "au_credit_point",
        "credit point",
        "Australian credit points",
        say("Australia"),
        say("set by each university; often 48 in a year"),
        "AQF, second edition, 2013, volume of learning",
    ),
    Unit(
        "nz_credit", "credit", "NZ credits", say("New Zealand"), say("10 hours of work; 120 in a year"), "NZQA, credit"
    ),
    Unit(
        "ceu",
        "continuing education unit",
        "CEU",
        say("United States, Canada"),
        say("10 hours in class"),
        "IACET, ANSI/IACET 1-2018",
    ),
    Unit("hours", "hours", "hours", say("anywhere"), say("notional hours of work"), say("as stated by the credential")),
)

_BY_NAME = {fold(name): one for one in FRAMEWORKS for name in (one.name, *one.also)}


def find(name: str) -> Framework | None:
    """The framework that a credential or a rule calls so; None for any other."""
    return _BY_NAME.get(fold(name))
