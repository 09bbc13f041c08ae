"""Where the server may listen."""

from __future__ import annotations

from pathlib import Path

import pytest

from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.listening import Listening
from codewell.kernel.errors import ConfigurationError

PROXIED = ServiceSettings(address="https://codes.example.org", trusted_proxies=("10.0.0.1",))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "codes.example.org"])
def test_an_address_that_others_reach_needs_tls_or_a_word_from_the_owner(host):
    with pytest.raises(ConfigurationError, match="nothing would be encrypted"):
        Listening(host).see_that_it_is_private(ServiceSettings())
    Listening(host, in_the_clear=True).see_that_it_is_private(ServiceSettings())
    Listening(host).see_that_it_is_private(PROXIED)


@pytest.mark.parametrize(
    "settings", [ServiceSettings(address="https://codes.example.org"), ServiceSettings(trusted_proxies=("10.0.0.1",))]
)
def test_half_a_proxy_is_none(settings):
    with pytest.raises(ConfigurationError):
        Listening("0.0.0.0").see_that_it_is_private(settings)


def test_this_machine_needs_none():
    Listening().see_that_it_is_private(ServiceSettings())


def test_tls_takes_two_files_that_are_there(tmp_path: Path):
    file = tmp_path / "server.pem"
    file.write_text("")
    with pytest.raises(ConfigurationError, match="both"):
        Listening("0.0.0.0", certificate=file).see_that_it_is_private(ServiceSettings())
    with pytest.raises(ConfigurationError, match="no file"):
        Listening("0.0.0.0", certificate=file, key=tmp_path / "missing").see_that_it_is_private(ServiceSettings())
    Listening("0.0.0.0", certificate=file, key=file).see_that_it_is_private(ServiceSettings())
    assert Listening("::1", 8443, file, file).url == "https://[::1]:8443"
