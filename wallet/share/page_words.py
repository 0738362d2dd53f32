"""What the pages and their script say alike; names in braces are places that the script fills in."""

from types import MappingProxyType

from wallet.wording import say

UNTITLED = say("(without a title)")
UNFINISHED = say("Its result says that this was not completed: {status}. Do not count it as achieved.")
LABELS = MappingProxyType(
    {
        "issuer": say("Issuer"),
        "issuer_id": say("Issuer id"),
        "awarded_to": say("Awarded to"),
        "issued": say("Issued"),
        "begins": say("Begins"),
        "ends": say("Ends"),
        "level": say("Level"),
        "credits": say("Credits"),
        "criteria": say("What it took"),
        "skills": say("Skills"),
        "results": say("Results"),
    }
)
FOR_THE_SCRIPT = MappingProxyType(
    {
        **LABELS,
        "untitled": UNTITLED,
        "unfinished": UNFINISHED,
        "over": say("{day} (over)"),
        "not_yet": say("{day} (not yet)"),
        "own_key": say("Checked in this page: unchanged since it was signed by the key that is the issuer's id."),
        "enclosed_key": say(
            "Checked in this page: unchanged since it was signed, with a key that the sender enclosed for {issuer}. "
            "Whether the key is theirs, no page can tell."
        ),
        "cannot": say("Not checkable in this page with this browser. What follows is what the sender says."),
        "refused": say("Refused"),
        "not_signed": say("Refused: this is not what the issuer signed. Do not rely on it."),
        "same_list": say("Checked in this page: the list of files is as it was when this was made."),
        "other_list": say("Refused: the list of files is not the one that was signed. Do not rely on it."),
        "as_shared": say("as it was shared"),
        "changed": say("changed since it was shared"),
        "unlisted": say("not in the list"),
        "signatures": say("Signatures of issuers: {states}."),
        "good": say("{n} of {all} checked in this page"),
        "enclosed": say("{n} of {all} checked with a key that the sender enclosed"),
        "open": say("{n} of {all} not checkable in this page"),
        "bad": say("{n} of {all} refused"),
        "share_over": say(
            "This share was meant to be checked until {day}. The credentials did not end then: their own dates stand "
            "beside each."
        ),
    }
)
"""By the names that the script knows them by."""
