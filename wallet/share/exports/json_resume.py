"""``json-resume``: certificates, education and skills of JSON Resume 1.0.0.

Keys without a value are left out: its schema takes no null.  ``x-wallet`` holds
what a later merge needs to find its own entries again.

A resume is plain text, yet themes in use put it into their pages as it is.  So
``<`` and ``>`` become single quotation marks of that shape, and no title of an
issuer becomes a script.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from wallet.share.resume import Line, stated

_EDUCATION = frozenset(
    {
        "AssociateDegree",
        "BachelorDegree",
        "Degree",
        "Diploma",
        "DoctoralDegree",
        "GeneralEducationDevelopment",
        "MasterDegree",
        "ProfessionalDoctorate",
        "ResearchDoctorate",
        "SecondarySchoolDiploma",
    }
)
"""Achievement types of Open Badges 3.0 that a resume lists as education too."""


_INERT = str.maketrans("<>", "\u2039\u203a")


def render(lines: Sequence[Line], name: str = "") -> str:
    """One resume, ended by a line feed."""
    lines = [_marked(_inert(line)) for line in lines]
    resume = {
        "basics": {"name": name} if name else {},
        "certificates": [_certificate(line) for line in lines],
        "education": [_education(line) for line in lines if line.kind in _EDUCATION],
        "skills": list(_skills(lines)),
    }
    return json.dumps(stated(resume), indent=2, ensure_ascii=False) + "\n"


def _inert(line: Line) -> Line:
    """``line`` without what begins an element of a page."""
    return replace(
        line,
        name=line.name.translate(_INERT),
        kind=line.kind.translate(_INERT),
        issuer=line.issuer.translate(_INERT),
        url=line.url.replace("'", "%27"),
        skills=tuple((within.translate(_INERT), name.translate(_INERT)) for within, name in line.skills),
    )


def _marked(line: Line) -> Line:
    """``line`` as it may be shown where nothing else says that it is not verified, or not in date: themes do not."""
    return replace(line, name=line.name + _remark(line))


def _remark(line: Line) -> str:
    remarks = [] if line.verified else ["not verified"]
    remarks += [f"ended {line.expires}"] if line.ended else []
    remarks += [f"begins {line.begins}"] if line.begins else []
    return f" ({', '.join(remarks)})" if remarks else ""


def merged(resume: dict[str, Any], ours: dict[str, Any], seen: Collection[str] = ()) -> dict[str, Any]:
    """A learner's resume with our entries in it: those of an earlier export replaced where they stand, new ones last.

    All else is left as it is.  ``seen`` are references of all credentials that
    were looked at: entries of theirs that are not among ``ours`` go, since they
    no longer count or go by another name.  What an earlier export brought and
    this one did not look at stays, except for the skills, which are of all credentials
    together.  An entry that says the same as before keeps its ``checked_at``,
    so that a script that runs every night changes nothing for nothing.
    """
    done = dict(resume)
    for section in ("certificates", "education", "skills"):
        new = {_key(entry): entry for entry in ours.get(section, [])}
        found = []
        for entry in resume.get(section, []):
            key = _key(entry)
            if not _is_ours(entry):
                found.append(entry)
            elif key in new:
                found.append(_settled(entry, new.pop(key)))
            elif section != "skills" and key[0] not in seen:
                found.append(entry)
        found += new.values()
        if found or section in resume:
            done[section] = found
    return done


def _settled(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """``old`` where ``new`` differs in nothing but the time of the check."""
    later = {"checked_at": new["x-wallet"].get("checked_at")}
    return (
        old
        if {**old, "x-wallet": {**old["x-wallet"], **later}} == {**new, "x-wallet": new["x-wallet"] | later}
        else new
    )


def _is_ours(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("x-wallet"), dict)


def _key(entry: Any) -> tuple[str, str, str, str]:
    """What makes an entry the same one: the credential and the achievement in it, of which some have no id."""
    if not _is_ours(entry):
        return ("", "", "", "")
    mark = entry["x-wallet"]
    named = entry.get("name") or entry.get("area") or ""
    day = entry.get("date") or entry.get("endDate") or ""
    return (str(mark.get("ref", "")), str(mark.get("achievement_id", "")), str(named), str(day))


def _certificate(line: Line) -> dict[str, Any]:
    return stated(
        {"name": line.name, "date": _date(line.issued), "issuer": line.issuer, "url": line.url, "x-wallet": _mark(line)}
    )


def _education(line: Line) -> dict[str, Any]:
    return stated(
        {
            "institution": line.issuer,
            "studyType": line.kind,
            "area": line.name,
            "endDate": _date(line.issued),
            "x-wallet": _mark(line),
        }
    )


def _mark(line: Line) -> dict[str, Any]:
    return stated(
        {
            "ref": line.ref,
            "verdict": line.verdict.value,
            "checked_at": line.checked,
            "begins": line.begins,
            "expires": line.expires,
            "skills": [name for _, name in line.skills],
            "achievement_id": line.achievement_id,
        }
    )


def _skills(lines: Sequence[Line]) -> Iterator[dict[str, Any]]:
    """Skills by framework, each once, by name; marked where only a credential shows it that is marked itself."""
    found: dict[str, dict[str, str]] = {}
    for line in sorted(lines, key=_remark):
        for framework, name in line.skills:
            found.setdefault(framework or "Skills", {}).setdefault(name.casefold(), name + _remark(line))
    for framework, names in sorted(found.items()):
        yield {"name": framework, "keywords": sorted(names.values()), "x-wallet": {"from": "credentials"}}


def _date(day: str) -> str:
    """``day`` where the schema allows it: its dates begin in 1000 and end in 2999."""
    return day if "1000" <= day[:4] <= "2999" else ""
