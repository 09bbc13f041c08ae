"""A redaction policy by name or by the path of the user's file."""

from __future__ import annotations

from pathlib import Path

from codewell.kernel.errors import InputError
from codewell.phi.policy import Policy, policy_named, read_policy


def chosen_policy(asked: str | Path) -> Policy:
    """Return a policy that comes with Codewell, or the one that a file ending in .toml describes.

    Raises:
        InputError: there is none of that name.
        ConfigurationError: the file is no policy.
    """
    if isinstance(asked, str) and not asked.endswith(".toml"):
        return policy_named(asked)
    path = Path(asked)
    try:
        return read_policy(path.read_text(encoding="utf-8"), path.stem)
    except (OSError, UnicodeDecodeError) as refused:
        reason = refused.strerror if isinstance(refused, OSError) else "it is not UTF-8"
        raise InputError(
            f"The policy {path} cannot be read ({reason}).", next_step="Name a TOML file.", slug="input.no-policy"
        ) from None
