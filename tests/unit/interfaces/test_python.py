"""Codewell as a Python program calls it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from codewell import redact
from codewell.kernel.errors import InputError, PhiBoundaryError
from codewell.phi.redaction import RedactedText

NOTE = "Mr. Okonkwo came on 3/4/2021."


def test_a_text_goes_in_and_redacted_text_comes_out():
    done = redact(NOTE, "safe-harbor", verify=True)
    assert isinstance(done, RedactedText)
    assert done.text == "Mr. [NAME] came on 2021."
    assert done.offset_in_note(done.text.index("came")) == NOTE.index("came")


def test_a_policy_of_ones_own_and_its_engine(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('replacement = "blank"\n')
    assert redact(NOTE, path, engine="rules").text == redact(NOTE, str(path)).text == "Mr.  came on ."


@pytest.mark.parametrize("given", [{"policy": "burn"}, {"policy": "surrogates"}, {"engine": "magic"}, {"policy": "missing.toml"}])
def test_what_cannot_be_done_is_said(given):
    with pytest.raises(InputError):
        redact(NOTE, **given)


def test_a_second_pass_may_refuse():
    with pytest.raises(PhiBoundaryError):
        redact("The Hutchens retractor.", verify=True)


def test_importing_codewell_loads_nothing_of_it():
    told = "import sys, codewell; print(sorted(name for name in sys.modules if name.startswith('codewell.')))"
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
