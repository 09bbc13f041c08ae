"""Other tools on the same documents, where they are installed.

`PEERS_ROOT=build/peers ../shared/peers/setup_peers.sh presidio deidkit datafog` installs them.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HARNESS = ROOT.parent / "shared/peers"
INSTALLED = ROOT / "build/peers"
PEERS = {
    "Presidio (small spaCy model)": ("presidio", "presidio_spacy.py"),
    "deidkit": ("deidkit", "deidkit_peer.py"),
    "datafog": ("datafog", "datafog_peer.py"),
}
_LONGEST = 900


def answers_of(name: str, documents: list[dict[str, Any]]) -> dict[str, list[dict[str, int]]] | str:
    """Return a peer's spans by document, or why there are none."""
    folder, script = PEERS[name]
    python = INSTALLED / "venvs" / folder / "bin/python"
    if not python.exists():
        return f"not installed under {INSTALLED.relative_to(ROOT)}"
    lines = "".join(json.dumps({"id": one["id"], "text": one["text"]}) + "\n" for one in documents)
    done = subprocess.run(
        [str(python), str(HARNESS / script)],
        input=lines,
        capture_output=True,
        text=True,
        timeout=_LONGEST,
        env={**os.environ, "PEERS_ROOT": str(INSTALLED)},
        check=False,
    )
    if done.returncode:
        return "failed: " + (done.stderr.strip().splitlines() or ["no message"])[-1][:120]
    return {one["id"]: one["spans"] for one in map(json.loads, done.stdout.splitlines())}
