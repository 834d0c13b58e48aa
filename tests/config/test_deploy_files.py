"""The files of deploy/ name settings, commands and ports that there are."""

import re
import shlex
from configparser import ConfigParser
from pathlib import Path

import pytest

from wellread.cli import _parser
from wellread.config import settings
from wellread.config.environment import SETTINGS, read_environment
from wellread.config.serving import granian

DEPLOY = Path(__file__).parents[2] / "deploy"
GUIDE = Path(__file__).parents[2] / "docs" / "howto" / "production.md"
UNITS = sorted(DEPLOY.glob("*.service"))


def test_the_example_of_an_environment_can_be_used_once_its_secrets_are_filled_in():
    lines = re.findall(
        r'^([A-Z_]+)=(?:"(.*)")?$', (DEPLOY / "wellread.env.example").read_text(), re.M
    )

    read_environment(dict(lines))

    assert {name for name, _ in lines} <= {setting.name for setting in SETTINGS}
    secrets = {"WELLREAD_SECRET_KEY", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"}
    assert {name for name, value in lines if not value} == secrets | {"STRIPE_API_ADDRESS"}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_every_unit_starts_what_there_is(unit):
    told = ConfigParser(interpolation=None, strict=False)
    told.optionxform = str
    told.read(unit)
    program, *words = shlex.split(told["Service"]["ExecStart"])

    assert program.endswith("/wellread")
    assert _parser().parse_args(words)


def test_every_night_what_no_message_told_is_written_down():
    unit = (DEPLOY / "wellread-reconcile.service").read_text()
    command = re.search(r"ExecStart=\S+/wellread (.+)", unit)[1]

    options = _parser().parse_args(shlex.split(command))

    assert (options.mend, options.since is not None) == (True, True)
    assert "`wellread reconcile --mend` every night" in GUIDE.read_text()


def test_the_proxy_sends_to_the_ports_that_the_units_listen_on():
    listening = {port for unit in UNITS for port in re.findall(r"--port (\d+)", unit.read_text())}
    proxied = set(re.findall(r"server 127\.0\.0\.1:(\d+);", (DEPLOY / "nginx.conf").read_text()))

    assert listening == proxied


def test_the_proxy_writes_down_nobodys_reading():
    servers = re.findall(r"^server \{\n(.*?)^\}", (DEPLOY / "nginx.conf").read_text(), re.M | re.S)

    assert len(servers) == 2
    for server in servers:
        # What the error log says below "crit" names the reader's address and the page.
        assert re.findall(r"^ *access_log (.*);", server, re.M) == ["off"]
        assert [line.split()[-1] for line in re.findall(r"^ *error_log (.*);", server, re.M)] == [
            "crit"
        ]


def test_a_web_process_that_is_killed_is_started_again_and_none_writes_down_who_asks():
    command = granian(host="127.0.0.1", port=8000, workers=2, threads=4)

    assert "--respawn-failed-workers" in command
    assert "--access-log" not in command
    assert command[-1] == "wellread.config.wsgi:application"
    assert settings.WSGI_APPLICATION.startswith("wellread.config.wsgi.")


def test_the_guide_speaks_of_every_file():
    guide = GUIDE.read_text()

    assert [file.name for file in sorted(DEPLOY.iterdir()) if file.name not in guide] == []


def test_who_reads_by_courtesy_of_an_institution_goes_past_the_caches():
    by_courtesy = "wellread_reader=signed_in%3D1; __Host-wellread_entitlement=1.i7.ad_free.1.2.mac"
    [past] = re.findall(r'"~(.*)" 1;', (DEPLOY / "nginx-cache.conf").read_text())
    varnish = (DEPLOY / "varnish.vcl").read_text()
    [taken_off] = re.findall(r'regsuball\(";" \+ req\.http\.Cookie, "(.*)", ""\)', varnish)

    assert re.search(past, by_courtesy)
    assert not re.search(past, "wellread_reader=signed_in%3D1")
    # What is left has Varnish pass, by its own rule.
    assert re.sub(taken_off, "", f";{by_courtesy}").startswith("; __Host-wellread_entitlement=1.i7")
    assert "unset req.http.Cookie" in varnish
    # Readers' addresses reach the origin through both.
    assert "X-Forwarded-For" in (DEPLOY / "nginx.conf").read_text()
    assert "X-Forwarded-For" not in varnish
