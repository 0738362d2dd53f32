from collections import Counter

import pytest
from jsonld_mutants import campaign
from vectors import CONTEXTS, need

# The campaign in full: python tests/campaigns/jsonld_fuzz.py --count 100000


@pytest.mark.parametrize("seed", [1, 2])
def test_every_difference_to_pyld_over_mutants_has_a_name(seed: int) -> None:
    need(CONTEXTS / "manifest.json")
    rules = Counter(outcome.rule for outcome in campaign(150, seed))
    assert not [rule for rule in rules if rule.startswith("unexplained")]
    assert rules["same"] > 30
    assert rules["undefined_term"] > 10
