"""Counting what the wallet holds toward stacks."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from wallet.actions import contained, saved_stacks
from wallet.actions.find import SHORT, short, visible
from wallet.actions.what_if import is_supposed
from wallet.errors import Unreadable
from wallet.model import Entry
from wallet.report import pasted
from wallet.results.stacks import (
    Amounts,
    NotCounted,
    Piece,
    StackLine,
    StackNext,
    StackShown,
    StackWhy,
    Step,
    WhyOne,
    WhyPlace,
)
from wallet.stacks import progress, units, wording
from wallet.stacks.explain import Place, Reason, explain
from wallet.stacks.holdings import holdings
from wallet.stacks.lines import Line, Missing
from wallet.stacks.progress import Progress
from wallet.stacks.rules import Stack, Sum
from wallet.stacks.solver import LIMIT_WORK
from wallet.vault import Vault
from wallet.wording import joined, say

# "not_matched" would list every other credential of the wallet.
_WORTH_SAYING = frozenset(progress.MESSAGES) - {"not_matched"}


def list_(vault: Vault, at: datetime) -> tuple[StackLine, ...]:
    """Every saved stack, by name, with its progress."""
    entries = contained.everything(vault, at)
    return tuple(_line(vault, one, entries, at) for one in saved_stacks.named(vault))


def _line(vault: Vault, one: saved_stacks.Named, entries: tuple[Entry, ...], at: datetime) -> StackLine:
    """One saved stack; one that cannot be read any more keeps none of the others from being listed."""
    try:
        found = progress.check(saved_stacks.stack(vault, one), entries, at)
    except Unreadable:
        return StackLine(one.id, one.name, "unreadable", 0, 0)
    return StackLine(one.id, one.name, found.state, found.have, found.need)


class Question(NamedTuple):
    """What is asked of a stack."""

    stack: Stack
    entries: tuple[Entry, ...]
    """What is held, and what is supposed to be."""
    at: datetime
    effort: int = 1
    """How many times the usual work may be spent on an exact answer."""
    convert: str = ""
    """The table of equivalences to show beside sums: ``cmf`` or ``uk-ects``."""
    members: tuple[Entry, ...] = ()
    """What the transcripts and presentations among the entries hold, each under the reference of what holds it."""

    alone: bool = False
    """Whether nothing counts but what is supposed."""

    @property
    def holding(self) -> tuple[Entry, ...]:
        """All that may count."""
        return self.entries + self.members

    def with_more(self, entries: Iterable[Entry], members: Iterable[Entry] = ()) -> "Question":
        """The same, as if those were held too."""
        return self._replace(entries=(*self.entries, *entries), members=(*self.members, *members))

    def without_held(self) -> "Question":
        """The same, as if the wallet held nothing: what somebody sent must not be completed by what the checker has."""
        return self._replace(entries=(), members=(), alone=True)

    def of_only(self, entries: Iterable[Entry]) -> "Question":
        """The same, as if the wallet held only these of its entries: for whoever is sent them and no others."""
        refs = {entry.ref for entry in entries}
        kept, members = ([one for one in held if one.ref in refs] for held in (self.entries, self.members))
        return self._replace(entries=tuple(kept), members=tuple(members))

    @property
    def supposing(self) -> tuple[str, ...]:
        """A sentence about what is counted and not held; none when there is nothing of the kind."""
        titles = [one.title for one in self.entries if is_supposed(one.ref)]
        named = ", ".join(titles[:5]) + (say(" and {n} more", n=len(titles) - 5) if len(titles) > 5 else "")
        if self.alone:
            return (say("counted as if the wallet held nothing but: {named}", named=named or "-"),)
        return (say("counted as if the wallet held: {named}", named=named),) if titles else ()

    def answer(self) -> Progress:
        """How far it is."""
        return progress.check(self.stack, self.holding, self.at, work=LIMIT_WORK * self.effort)


def show(question: Question) -> StackShown:
    """One stack against everything that is held."""
    result = shown(question.answer(), question.convert)
    return result._replace(warnings=question.supposing + result.warnings)


def next_(question: Question) -> StackNext:
    """The least that is missing, as steps."""
    found = question.answer()
    by_ref = {entry.ref: entry for entry in question.entries}
    steps = tuple(_step(one, by_ref) for one in found.missing)
    return StackNext(found.stack.id, found.stack.name, found.state, found.proven, found.have, found.need, steps)


def why(question: Question, about: str = "") -> StackWhy:
    """For each place what counts, what else could, and what stands in the way; ``about`` is a reference."""
    places = explain(question.stack, question.holding, question.at, about=about, work=LIMIT_WORK * question.effort)
    return StackWhy(question.stack.id, question.stack.name, tuple(map(_place, places)))


def question(vault: Vault, name: str, at: datetime) -> Question:
    """A saved stack against all that the wallet holds; raises as :func:`wallet.actions.saved_stacks.chosen`."""
    return of_wallet(vault, saved_stacks.chosen(vault, name), at)


def of_wallet(vault: Vault, stack: Stack, at: datetime) -> Question:
    """Any stack against all that the wallet holds."""
    entries = visible(vault)
    return Question(stack, entries, at, members=contained.held(vault, entries, at))


def counted(question: Question) -> tuple[Entry, ...]:
    """The credentials that fill a place of the stack, each once, in the order of its places; then the badge for it.

    Where one inside a transcript or presentation does, it is the whole of that: no part of it can go alone.
    """
    places = explain(question.stack, question.holding, question.at, work=LIMIT_WORK * question.effort)
    by_ref = {entry.ref: entry for entry in question.entries}
    used = [one.copy.ref for place in places for one in place.counts]
    badge = progress.awarded(question.stack, holdings(question.holding), question.at)
    used += [badge.copy.ref] if badge is not None and badge.copy is not None else []
    return tuple(by_ref[ref] for ref in dict.fromkeys(used))


def shown(found: Progress, convert: str = "") -> StackShown:
    """Progress in the shape that is shown and exported."""
    return StackShown(
        id=found.stack.id,
        name=found.stack.name,
        description=found.stack.description,
        state=found.state,
        proven=found.proven,
        at=found.at,
        have=found.have,
        need=found.need,
        pieces=tuple(_piece(line, convert) for line in found.lines),
        not_counted=tuple(
            NotCounted(one.copy.entry.ref, one.copy.entry.title, one.code, one.message)
            for one in found.not_counted
            if one.code in _WORTH_SAYING or is_supposed(one.copy.ref)
        ),
        missing=tuple(_todo(one) for one in found.missing),
        warnings=found.warnings + found.assumptions,
    )


def _piece(line: Line, convert: str) -> Piece:
    requirement = line.requirement
    return Piece(
        path=requirement.path,
        name=wording.label(requirement),
        kind=line.kind,
        met=line.met,
        have=line.have,
        need=line.need,
        rule=_rule(line),
        filled_by=tuple((copy.entry.ref, copy.entry.title) for copy in line.copies()),
        missing=joined("; ", [_todo(one) for one in line.missing]) if line.wanted else "",
        optional=requirement.optional,
        pieces=tuple(_piece(part, convert) for part in line.parts),
        equivalent=_equivalent(line, convert),
        amounts=_amounts(line),
    )


def _rule(line: Line) -> str:
    """What is asked for, and for a sum first how much of it there is."""
    summed, form = line.summed, line.requirement.form
    if summed is None or not isinstance(form, Sum):
        return wording.rule(line.requirement)
    so_far = say(
        "{have} of {need} {system}",
        have=units.shown(summed.have),
        need=units.shown(summed.need),
        system=units.words(summed.system),
    )
    apart = joined(", ", [units.amount(amount, unit) for unit, amount in summed.others])
    others = say("; in other units, not added: {apart}", apart=apart) if apart else ""
    return joined("", (so_far, wording.terms(form), others))


def _amounts(line: Line) -> Amounts | None:
    """The numbers of a sum, for programs."""
    if line.summed is None:
        return None
    others = tuple((unit, units.shown(amount)) for unit, amount in line.summed.others)
    return Amounts(line.summed.system, units.shown(line.summed.have), units.shown(line.summed.need), others)


def _equivalent(line: Line, table: str) -> str:
    """What a sum and what stays out of it would be in its unit by ``table``; never counted."""
    if line.summed is None or not table:
        return ""
    amounts = [(line.summed.system, line.summed.have), *line.summed.others]
    told = [units.equivalent(amount, unit, line.summed.system, table) for unit, amount in amounts if amount]
    total = sum(one for one in told if one is not None)
    stated = [unit for unit, amount in amounts if amount]
    unknown = [units.words(unit) for unit, one in zip(stated, told, strict=True) if one is None]
    rest = say("; {unknown} not in that table", unknown=joined(", ", unknown)) if unknown else ""
    about = units.amount(total, line.summed.system)
    return (
        say("by {table} about {about}, for orientation only{rest}", table=table, about=about, rest=rest) if told else ""
    )


_TODO = {
    "earn": say("{label}: to be earned"),
    "credits": say("{label}"),
    "renew": say("{label}: renew {near}, which has ended or is too old"),
    "check": say("{label}: {near} would count once it can be verified"),
    "sign": say("{label}: {near} would count if it were signed: ask its issuer for a signed copy"),
    "trust": say("{label}: {near} would count if its issuer were on a list you trust"),
    "unnamed": say(
        "{label}: {near} gives no id of its issuer, so it can be on no list you trust: ask for a copy with one"
    ),
    "manual": say("{label}: to be done and noted in the stack file"),
    "any": say("any {n} of: {choice}"),
}


_HINTS = {
    "check": "wallet refresh {ref}",
    "trust": "wallet trust add {who}",
    "unnamed": "wallet show {ref}",
    "sign": "wallet show {ref}",
    "renew": "wallet show {ref}",
}


def _step(missing: Missing, held: Mapping[str, Entry]) -> Step:
    ref, hint = "", ""
    if missing.near is not None:
        ref, issuer = missing.near.ref, missing.near.entry.issuer.id
        # Who is trusted by the reference of a transcript is who made that, not who issued what is contained.
        who = ref[:SHORT] if held[ref].issuer.id == issuer else pasted(issuer)
        hint = _HINTS[_advice(missing)].format(ref=ref[:SHORT], who=who)
    return Step(missing.kind, missing.path, _todo(missing), ref, hint, tuple(_step(one, held) for one in missing.of))


def _place(place: Place) -> WhyPlace:
    def said(reasons: tuple[Reason, ...]) -> tuple[WhyOne, ...]:
        entries_ = [(one.copy.entry, one) for one in reasons]
        return tuple(WhyOne(entry.ref, one.copy.achievement.name, one.code, one.text) for entry, one in entries_)

    requirement = place.requirement
    return WhyPlace(
        requirement.path,
        wording.label(requirement),
        wording.rule(requirement),
        said(place.counts),
        said(place.could),
        said(place.barred),
        said(place.unlike),
    )


def _advice(missing: Missing) -> str:
    """Its kind, but ``unnamed`` where the issuer to be trusted has no id to be trusted by."""
    nameless = missing.kind == "trust" and missing.near is not None and not missing.near.entry.issuer.id
    return "unnamed" if nameless else missing.kind


def _todo(missing: Missing) -> str:
    """One thing to do, in words."""
    entry = missing.near.entry if missing.near else None
    return _TODO[_advice(missing)].filled(
        label=missing.label,
        near=f"{short(entry)}  {entry.title}" if entry else "",
        n=missing.n,
        choice=joined(", ", [one.label for one in missing.of]),
    )
