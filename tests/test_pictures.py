"""The README's pictures show what the commands print today, and ask no server for anything."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_pictures_are_as_drawn(tmp_path: Path) -> None:
    script = ROOT / "tests" / "pictures.py"
    subprocess.run([sys.executable, script, tmp_path], check=True, env=os.environ | {"NO_COLOR": ""})
    held = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / ".pictures").iterdir()}
    made = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert held == made, "python tests/pictures.py"
    for name, text in held.items():
        assert set(re.findall(r"https?://[^\s\"<&]+", text)) <= {
            "http://www.w3.org/2000/svg",
            "https://www.textualize.io",
            *re.findall(r"https://badges\.example\.org[^\s\"<&]*", text),
        }, name
