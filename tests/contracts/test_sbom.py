"""The bill of materials names every package of the lock with all its hashes, and nothing else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_each_locked_package_is_in_the_bill(tmp_path):
    pytest.importorskip("cyclonedx", reason="pip install cyclonedx-python-lib writes the bill")
    target = tmp_path / "codewell.cdx.json"
    subprocess.run([sys.executable, ROOT / "scripts" / "sbom.py", target], check=True, capture_output=True)
    bill = json.loads(target.read_text("utf-8"))
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pinned = set(re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", lock, re.MULTILINE))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["name"] == "codewell"
    assert {(one["name"], one["version"]) for one in bill["components"]} == pinned
    assert {digest["content"] for one in bill["components"] for digest in one["hashes"]} == set(
        re.findall(r"sha256:(\w{64})", lock)
    )
    assert all(one["purl"].startswith("pkg:pypi/") for one in bill["components"])
    depended = next(one for one in bill["dependencies"] if one["ref"] == "codewell")
    assert len(depended["dependsOn"]) == len(bill["components"])
