"""What the source never does: build programs, commands or markup from words, read what can run, or use worn-out ciphers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src/codewell"
TEMPLATES = SOURCE / "interfaces/web/templates"
SCRIPTS = SOURCE / "interfaces/web/static"
FORBIDDEN = {
    "eval", "exec", "compile", "__import__",
    "os.system", "os.popen", "subprocess.run", "subprocess.Popen", "subprocess.call", "subprocess.check_output",
    "pickle.load", "pickle.loads", "marshal.loads", "shelve.open", "yaml.load", "dill.loads",
    "hashlib.md5", "hashlib.sha1", "hashlib.new",
    "random.random", "random.choice", "random.randint", "random.randbytes", "random.getrandbits",
    "ssl._create_unverified_context", "tempfile.mktemp",
}  # fmt: skip
ALLOWED = {
    ("tasks/batch/check_claims.py", "pickle.loads"): "lines that this process wrote itself, to a file without a name",
}
SWITCHED_OFF = {("interfaces/letters/post.py", "autoescape"): "letters are plain text"}
MARKUP_FROM_OUR_TEMPLATES = {"browse.js", "finder.js"}
"""Scripts that put in fragments which the server rendered from an escaping template, fetched from this origin."""


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Yield file, dotted name and node of each call in the source."""
    for file in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield file.relative_to(SOURCE).as_posix(), ast.unparse(node.func), node


def test_nothing_runs_words_or_reads_what_can_run():
    found = {(file, name) for file, name, _ in calls() if name in FORBIDDEN}
    assert found == set(ALLOWED)


def test_no_switch_that_takes_protection_off():
    off = {
        "verify": False,
        "shell": True,
        "allow_pickle": True,
        "resolve_entities": True,
        "autoescape": False,
        "check_hostname": False,
    }
    for file, name, node in calls():
        for keyword in node.keywords:
            if keyword.arg in off and isinstance(keyword.value, ast.Constant):
                is_off = keyword.value.value is off[keyword.arg]
                assert not is_off or (file, keyword.arg) in SWITCHED_OFF, (file, name, keyword.arg)


def test_questions_to_the_accounts_are_never_put_together_from_words():
    """SQLAlchemy's expressions bind every value; text is written out whole."""
    for file, name, node in calls():
        if file.startswith("accounts/") and name.rpartition(".")[2] in ("text", "execute", "exec_driver_sql"):
            first = node.args[0] if node.args else None
            is_pragma = isinstance(first, ast.JoinedStr) and "PRAGMA" in ast.unparse(first) and file == "accounts/connections.py"
            assert is_pragma or not isinstance(first, ast.JoinedStr | ast.BinOp), (file, ast.unparse(node)[:80])


def test_no_template_lets_words_pass_unescaped():
    for file in sorted(TEMPLATES.rglob("*.html")):
        text = file.read_text("utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape\s+false", text), file.name
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style\b|\son[a-z]+=\"|javascript:|\sstyle=\"", text), file.name


def test_scripts_write_text_and_keep_nothing():
    for file in sorted(SCRIPTS.glob("*.js")):
        text = file.read_text("utf-8")
        assert not re.search(
            r"\beval\(|new Function|document\.write|postMessage|localStorage|sessionStorage|indexedDB|caches\.", text
        )
        assert not re.search(r"https?://", text.replace("http://www.w3.org/", "")), file.name
        if file.name not in MARKUP_FROM_OUR_TEMPLATES:
            assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML", text), file.name


def test_no_secret_stands_in_the_source():
    for file in sorted(SOURCE.rglob("*")):
        if file.suffix in (".py", ".toml", ".html", ".js", ".txt"):
            text = file.read_text("utf-8")
            assert not re.search(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|\$argon2id\$", text), file.name
