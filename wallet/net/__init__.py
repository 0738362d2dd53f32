"""The one place that opens a socket: fetching a document whose address may come from an attacker.

Only the three commands that the learner gives for it come here: ``refresh``,
``import URL`` and ``verify --online``.  What a credential names is a request
from a stranger, so every address is checked after its name was looked up, the
connection is made to the very address that was checked, and each redirect
starts over.  Nothing of the learner goes along: no cookies, no referrer, no
name, one fixed user agent.
"""

from wallet.net.fetching import Fetcher, Network
from wallet.net.outcomes import Failed, Fetched, Limits, Outcome, Unchanged, Validators

__all__ = ["Failed", "Fetched", "Fetcher", "Limits", "Network", "Outcome", "Unchanged", "Validators"]
