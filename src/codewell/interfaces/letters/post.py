"""Writes a letter of an account and gives it to the mail."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from codewell.interfaces.mail import Mail, MailWriter
from codewell.kernel.errors import ConfigurationError
from codewell.tasks.accounts.letters import Letter


class LetterPost:
    """Takes letters to people.

    Args:
        writer: takes a mail on its way.
        sender: address that letters come from.
        address: under which people reach the service, for links; never taken from a request, whose sender could lead
            people elsewhere by it.
    """

    def __init__(self, writer: MailWriter, sender: str, address: str) -> None:
        self._writer = writer
        self._sender = sender
        self._address = address.rstrip("/")

    def send(self, letter: Letter) -> None:
        """Send a letter.

        Raises:
            MailError: it could not be sent.
            ConfigurationError: nobody said under which address people reach the service.
        """
        if not self._address:
            raise ConfigurationError(
                "Letters need the address under which people reach this service.",
                next_step='Set address = "https://..." in service.toml.',
                slug="configuration.no-address",
            )
        written = (
            _texts()
            .get_template(f"{letter.kind.value}.txt")
            .render(link=f"{self._address}{letter.path}", site=self._address, to=letter.to)
        )
        subject, _, text = written.partition("\n")
        self._writer.send(Mail(self._sender, letter.to, subject.removeprefix("Subject:").strip(), text.strip() + "\n"))


@cache
def _texts() -> Environment:
    return Environment(
        loader=PackageLoader("codewell.interfaces.letters", "texts"),
        autoescape=False,  # plain text; nothing in it comes from anybody but us
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
