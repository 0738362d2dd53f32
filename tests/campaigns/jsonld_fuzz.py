"""The JSON-LD walk against PyLD and pyoxigraph over many mutants.

    python tests/campaigns/jsonld_fuzz.py --count 100000 --seed 1

Prints how many mutants fell under which rule, and every unexplained one;
exits 1 if there is any.
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]


def main() -> int:
    from jsonld_mutants import campaign

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=1, help="where to begin, after a stop")
    options = parser.parse_args()
    rules: Counter[str] = Counter()
    for number, outcome in enumerate(campaign(options.count, options.seed, options.first), start=options.first):
        rules[outcome.rule] += 1
        if number % 10_000 == 0:
            print(f"{number} mutants", file=sys.stderr, flush=True)
        if outcome.rule.startswith("unexplained") and rules[outcome.rule] <= 5:
            print(outcome.rule, outcome.detail, json.dumps(outcome.document), sep="\n  ", flush=True)
    for rule, number in rules.most_common():
        print(f"{number:8} {rule}")
    return any(rule.startswith("unexplained") for rule in rules)


if __name__ == "__main__":
    sys.exit(main())
