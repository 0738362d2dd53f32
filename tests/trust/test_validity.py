"""Dates: what they say at the moment asked for."""

from datetime import UTC, datetime, timedelta

import pytest

from wallet.model import Credential, Holder, Issuer
from wallet.report import CheckId, Code
from wallet.trust import validity

AT = datetime(2026, 6, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def credential(
    start: datetime | None = None, end: datetime | None = None, issued: datetime | None = None
) -> Credential:
    return Credential("vc-2", "", "", "", "", Issuer("x"), Holder(), issued, start, end)


@pytest.mark.parametrize(
    ("start", "end", "issued", "code"),
    [
        (None, None, None, Code.NO_END_DATE),
        (AT, None, None, Code.NO_END_DATE),
        (AT - DAY, AT + SECOND, None, Code.IN_DATE),
        (None, AT + DAY, None, Code.IN_DATE),
        (AT - DAY, AT, None, Code.EXPIRED),
        (AT + SECOND, None, None, Code.NOT_YET_VALID),
        (None, None, AT + SECOND, Code.NOT_YET_VALID),
        (AT - DAY, None, AT + DAY, Code.NO_END_DATE),
        (AT + DAY, AT + 2 * DAY, None, Code.NOT_YET_VALID),
    ],
)
def test_the_dates_at_a_moment(
    start: datetime | None, end: datetime | None, issued: datetime | None, code: Code
) -> None:
    found = validity.check(credential(start, end, issued), AT)
    assert (found.id, found.code, found.also) == (CheckId.VALIDITY, code, ())


def test_the_date_is_said() -> None:
    assert validity.check(credential(None, AT + DAY), AT).message == "in date until 2026-06-02"
    assert validity.check(credential(None, AT - DAY), AT).message == "it ended on 2026-05-31"
    assert validity.check(credential(AT + DAY), AT).message == "it starts on 2026-06-02"


def test_what_to_do_about_the_end_is_said_to_whoever_checks_too() -> None:
    hint = validity.check(credential(None, AT - DAY), AT).hint
    assert hint == "whoever holds it can ask the issuer how to renew it"


def test_an_end_before_the_start_is_a_contradiction() -> None:
    past = validity.check(credential(AT - DAY, AT - 2 * DAY), AT)
    assert (past.code, past.also) == (Code.EXPIRED, (Code.DATES_CONTRADICT,))
    coming = validity.check(credential(AT + 2 * DAY, AT + DAY), AT)
    assert (coming.code, coming.also) == (Code.NOT_YET_VALID, (Code.DATES_CONTRADICT,))


@pytest.mark.parametrize(
    ("term", "code"),
    [
        ("validUntil", Code.DATES_UNREADABLE),
        ("expires", Code.DATES_UNREADABLE),
        ("issuedOn", Code.DATES_UNREADABLE),
        ("awardedDate", Code.NO_END_DATE),
    ],
)
def test_a_date_that_could_not_be_read_is_never_no_date(term: str, code: Code) -> None:
    assert validity.check(credential(AT - DAY)._replace(unread_dates=("iat", term)), AT).code is code


def test_two_ends_that_differ_are_a_contradiction() -> None:
    assert validity.check(credential(AT - DAY, AT + DAY)._replace(ends_differ=True), AT).code is Code.DATES_CONTRADICT


def test_no_wording_of_a_reader_decides() -> None:
    told = ("validUntil is not a date", "validUntil and expirationDate differ")
    assert validity.check(credential(AT - DAY)._replace(problems=told), AT).code is Code.NO_END_DATE
