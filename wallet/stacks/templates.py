"""Stacks to start from, after the micro-credential frameworks of several places.

Each is a sketch in the terms of its framework and no copy of anybody's
programme: the learner fills in names and issuers.  Sources are named in the text.
"""

from dataclasses import dataclass

from wallet.stacks.drafting import quoted
from wallet.wording import say


@dataclass(frozen=True, slots=True)
class Template:
    """A rule file that still lacks its name and id."""

    label: str
    text: str

    def fill(self, identifier: str, name: str) -> str:
        """The file under a name and an id."""
        head = f'format = "wallet-stack/1"\nid = {quoted(identifier)}\nname = {quoted(name)}\n'
        return head + self.text


_AQF = """
# After the National Microcredentials Framework (Department of Education, Australia, 2021) and the
# Australian Qualifications Framework (2nd edition, 2013): a microcredential is smaller than an AQF
# award and states its volume of learning, level and assessment. One year of full-time study is
# usually 48 credit points; units differ from university to university.
level = { framework = "AQF", value = 8 }
description = "Microcredentials toward a graduate certificate: four at AQF level 8."

[count]
issued_within = "P10Y"  # many universities give no credit for older study

[[require]]
name = "Microcredentials at level 8"
credits = { at_least = 24, system = "au_credit_point" }
from = { level = "AQF >=8" }

[[require]]
name = "Core subject"
match = { name = "*", level = "AQF >=8" }  # put the name of the subject for the star

[[require]]
name = "Credit agreed with the university"
manual = "ask admissions in writing how much of this they credit, then add done = YYYY-MM-DD"
"""

_CANADA = """
# After the Pan-Canadian micro-credential definition (Colleges and Institutes Canada, 2021) and
# Ontario's Quality Assurance Framework: short, assessed, validated by an employer or industry.
description = "Three assessed micro-credentials and a capstone, as colleges stack them."

[count]
issued_within = "P5Y"

[[require]]
name = "Micro-credentials of one field"
any = 3
of = [
  { name = "First", match = { name = "*", type = ["MicroCredential", "Certificate", "Badge"] } },
  { name = "Second", match = { name = "*", type = ["MicroCredential", "Certificate", "Badge"] } },
  { name = "Third", match = { name = "*", type = ["MicroCredential", "Certificate", "Badge"] } },
  { name = "Fourth", match = { name = "*", type = ["MicroCredential", "Certificate", "Badge"] } },
]

[[require]]
name = "Capstone or work placement"
match = { any = [{ name = "*capstone*" }, { name = "*placement*" }, { name = "*project*" }] }

[[require]]
name = "Endorsed by an employer"
manual = "keep the letter or endorsement, then add done = YYYY-MM-DD"
"""

_ECTS_30 = """
# After the Council Recommendation of 16 June 2022 on micro-credentials (2022/C 243/02) and the ECTS
# Users' Guide 2015: 60 ECTS are a year of full-time study, 25 to 30 hours of work each.
level = { framework = "EQF", value = 7 }
credits = { system = "ects", value = 30 }
description = "Thirty ECTS of micro-credentials at EQF level 6 or above: half a year of full-time study."

[[require]]
name = "Thirty ECTS at EQF 6 or above"
credits = { at_least = 30, system = "ects" }
from = { level = ">=6" }

[[require]]
name = "Of these ten at EQF 7"
optional = true
credits = { at_least = 10, system = "ects" }
from = { level = ">=7" }

[[require]]
name = "Recognition"
manual = "ask the admitting university for a recognition decision, then add done = YYYY-MM-DD"
"""

_CMF = """
# After the Common Microcredential Framework (European MOOC Consortium, 2019): 100 to 150 hours of
# work in all, levels 6 or 7 of the EQF, a summative assessment that awards credit, identity checked.
level = { framework = "EQF", value = 6 }
description = "Checks one microcredential against the Common Microcredential Framework."

[count]
reuse = "any"  # every part looks at the same credential

[[require]]
name = "Four ECTS at least"
credits = { at_least = 4, system = "ects" }
from = { level = ">=6" }
max_items = 1

[[require]]
name = "Level 6 or above"
match = { level = ">=6" }

[[require]]
name = "Assessed, with the learner's identity checked"
manual = "see that the credential or its page says so, then add done = YYYY-MM-DD"
"""

_ANALYST = """
description = "A sketch of what entry-level advertisements for data analysts ask for."

[[require]]
name = "SQL and Python"
all = [
  { name = "SQL", match = { any = [{ name = "*SQL*" }, { skill = "SQL" }] } },
  { name = "Python", match = { any = [{ name = "*Python*" }, { skill = "Python" }] } },
]

[[require]]
name = "Tools"
any = 2
of = [
  { match = { name = "*Tableau*" } },
  { match = { name = "*Power BI*" } },
  { match = { name = "*Excel*" } },
]

[[require]]
name = "Recent practice"
match = { any = [{ tag = "data" }, { name = "*data*" }], issued_within = "P2Y" }
"""

TEMPLATES = {
    "aqf": Template(say("Australian microcredentials toward a graduate certificate"), _AQF),
    "canada": Template(say("Canadian micro-credentials with a capstone"), _CANADA),
    "eu": Template(say("thirty ECTS of European micro-credentials"), _ECTS_30),
    "cmf": Template(say("one credential against the Common Microcredential Framework"), _CMF),
    "analyst": Template(say("what advertisements for data analysts ask for"), _ANALYST),
}
