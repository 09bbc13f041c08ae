"""How a person signed in, in words."""

from __future__ import annotations

_WORDS = {
    "password": "password",
    "totp": "authenticator app",
    "passkey": "passkey",
    "recovery-code": "recovery code",
    "oidc": "the hospital",
    "mfa": "its second factor",
}


def means_words(means: str) -> str:
    """Return the means of a session in words: "password and passkey"; one that is not known stays as it is."""
    words = list(dict.fromkeys(_WORDS.get(one, one) for one in means.split()))
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""
