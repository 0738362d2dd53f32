"""``html``: a list to be put into a page: no script, no style, no outside resource.

Names have a direction of their own, so that one from the right leaves the words after it in their order.
Braces are escaped, since what puts the list into a page may take {{ or {% for a command.
"""

from collections.abc import Sequence
from html import escape as html

from wallet.share.resume import Line
from wallet.wording import Catalogue, say


def render(lines: Sequence[Line], words: Catalogue) -> str:
    """One ``<ul class="credentials">``; its items are class ``credential``."""
    return '<ul class="credentials">\n' + "".join(_item(line, words) for line in lines) + "</ul>\n"


def _item(line: Line, words: Catalogue) -> str:
    name = f'<strong dir="auto">{escape(line.name)}</strong>'
    if line.url:
        name = f'<a href="{escape(line.url)}" rel="noopener noreferrer">{name}</a>'
    parts = [name, f'<span class="issuer" dir="auto">{escape(line.issuer)}</span>' if line.issuer else ""]
    begins = words.text(say("from {day}", day=_time(line.begins, "begins")))  # the words are ours, and no markup
    until = words.text(say("until {day}", day=_time(line.expires, "expires")))
    parts += [_time(line.issued, "issued"), begins if line.begins else "", until if line.expires else ""]
    parts += ["" if line.verified else f'<em class="caution">{words.text(say("not verified"))}</em>']
    skills = "".join(f'<li dir="auto">{escape(name)}</li>' for _, name in line.skills)
    listed = f'\n    <ul class="skills">{skills}</ul>' if skills else ""
    return f'  <li class="credential">{", ".join(part for part in parts if part)}{listed}</li>\n'


def escape(text: str) -> str:
    """``text`` so that neither a browser nor a template takes any of it for its own."""
    return html(text).replace("{", "&#123;")


def _time(day: str, name: str) -> str:
    return f'<time class="{name}" datetime="{escape(day)}">{escape(day)}</time>' if day else ""
