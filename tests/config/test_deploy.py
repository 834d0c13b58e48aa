import os
import subprocess
import sys

import pytest

from wellread.config.environment import DEVELOPMENT_SECRET, SANDBOX_WEBHOOK_SECRET

PRODUCTION = {
    "WELLREAD_SITE_URL": "https://news.example",
    "WELLREAD_SECRET_KEY": "k" * 20 + "0123456789abcdefghijklmnopqrstuvwxyz",
    "STRIPE_SECRET_KEY": "sk_live_of_nobody",
    "STRIPE_API_ADDRESS": "",
    "STRIPE_WEBHOOK_SECRET": "whsec_of_nobody",
    "EMAIL_URL": "smtp+tls://user:password@smtp.example:587",
    "WELLREAD_MAIL_FROM": "The Example <hello@example.org>",
    "WELLREAD_PROXIES": "1",
}
# Silenced: a redirect that the proxy makes, and what the newsroom decides about its other hosts.
NO_ISSUES = "System check identified no issues (3 silenced).\n"


def run_manage(*words, folder, **settings):
    environment = {**os.environ, "WELLREAD_VAR": str(folder), **settings}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, "-m", "wellread.cli", "manage", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_settings_pass_the_deployment_checks(tmp_path):
    done = run_manage("check", "--deploy", "--fail-level", "INFO", folder=tmp_path, **PRODUCTION)

    assert (done.returncode, done.stdout + done.stderr) == (0, NO_ISSUES)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EMAIL_URL", ""),
        ("WELLREAD_MAIL_FROM", "Wellread <hello@news.example>"),
        ("WELLREAD_PROXIES", "0"),
        ("WELLREAD_SITE_URL", "http://news.example"),
        ("STRIPE_WEBHOOK_SECRET", SANDBOX_WEBHOOK_SECRET),
    ],
)
def test_the_deployment_checks_name_what_readers_would_miss(tmp_path, name, value):
    settings = PRODUCTION | {name: value}

    done = run_manage("check", "--deploy", "--fail-level", "WARNING", folder=tmp_path, **settings)

    assert f"(wellread.W001) {name}: " in done.stderr
    assert done.returncode == 1


def test_a_message_signed_with_the_sandboxs_secret_is_not_believed_in_production(tmp_path):
    settings = PRODUCTION | {"STRIPE_WEBHOOK_SECRET": f"whsec_ours,{SANDBOX_WEBHOOK_SECRET}"}
    script = "from django.conf import settings; print(settings.STRIPE_WEBHOOK_SECRETS)"

    told = run_manage("shell", "--no-imports", "-c", script, folder=tmp_path, **settings)

    assert told.stdout == "('whsec_ours',)\n"


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"WELLREAD_SECRET_KEY": ""}, "WELLREAD_SECRET_KEY: must be set"),
        ({"WELLREAD_SECRET_KEY": "short"}, "WELLREAD_SECRET_KEY: must be set"),
        ({"WELLREAD_SECRET_KEY": DEVELOPMENT_SECRET}, "WELLREAD_SECRET_KEY: must not be"),
        ({"WELLREAD_OLD_SECRET_KEYS": DEVELOPMENT_SECRET}, "WELLREAD_OLD_SECRET_KEYS: must not be"),
        ({"WELLREAD_DEMO": "yes"}, "WELLREAD_DEMO: the demo shows its e-mails"),
        ({"WELLREAD_FOLLOW_SANDBOX_CLOCK": "yes"}, "WELLREAD_FOLLOW_SANDBOX_CLOCK: Stripe"),
        (
            {"WELLREAD_SITE_URL": "http://news.example", "WELLREAD_SECRET_KEY": ""},
            "WELLREAD_SECRET_KEY: must be set",
        ),
        ({"STRIPE_SECRET_KEY": "sk_test_wellread_sandbox"}, "STRIPE_SECRET_KEY: the sandbox's key"),
    ],
)
def test_production_does_not_start_with_the_keys_of_development(tmp_path, wrong, fault):
    done = run_manage("check", folder=tmp_path, **(PRODUCTION | wrong))

    assert done.returncode != 0
    assert fault in done.stderr


def test_cookies_of_production_are_bound_to_their_host(tmp_path):
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "ENTITLEMENT_COOKIE", "METER_COOKIE")
    script = f"from django.conf import settings; print(*[getattr(settings, n) for n in {names}])"

    done = run_manage("shell", "--no-imports", "-c", script, folder=tmp_path, **PRODUCTION)

    assert done.stdout.split() == [
        "__Host-wellread_session",
        "__Host-wellread_csrf",
        "__Host-wellread_entitlement",
        "__Secure-wellread_meter",
    ]


def test_in_production_a_form_may_lead_to_both_of_stripes_pages(tmp_path):
    script = (
        "from django.conf import settings;"
        "print(*settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"
    )

    done = run_manage("shell", "--no-imports", "-c", script, folder=tmp_path, **PRODUCTION)

    assert done.stdout.split() == [
        "'self'",
        "https://checkout.stripe.com",
        "https://billing.stripe.com",
    ]


@pytest.mark.parametrize(
    ("settings", "header"),
    [
        ({}, "max-age=31536000"),
        ({"WELLREAD_HSTS_SUBDOMAINS": "yes"}, "max-age=31536000; includeSubDomains; preload"),
    ],
)
def test_browsers_are_told_of_other_hosts_only_when_the_newsroom_says_so(
    tmp_path, settings, header
):
    script = (
        "from django.test import Client; answer = Client().get('/healthz', secure=True,"
        " headers={'Host': 'news.example'}); print(answer['Strict-Transport-Security'])"
    )

    done = run_manage(
        "shell", "--no-imports", "-c", script, folder=tmp_path, **(PRODUCTION | settings)
    )

    assert done.stdout.strip() == header
