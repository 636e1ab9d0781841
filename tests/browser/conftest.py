"""One Chromium for all tests, one freshly made company for each file of tests."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright
from screen import Screen
from world import Sandbox, World, attach

SECONDS_MAX = 20
expect.set_options(timeout=SECONDS_MAX * 1000)


@pytest.fixture(name="chromium", scope="session")
def _chromium():
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=as_root)
        yield browser
        browser.close()


@pytest.fixture(name="left_fresh", scope="session", autouse=True)
def _left_fresh():
    """The main database is other tests' too: they find it as it was made."""
    yield
    Sandbox(attach().name).reset()


@pytest.fixture(name="world", scope="module")
def _world(tmp_path_factory):
    with World(tmp_path_factory.mktemp("world")) as world:
        yield world


@pytest.fixture(name="person")
def _person(chromium, world, request):
    """person("accountant"): a logged-in Screen in a browser session of its own."""
    contexts = []

    def log_in(role, language="en-US"):
        context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale=language,
                                       timezone_id="America/St_Barthelemy")
        context.set_default_timeout(SECONDS_MAX * 1000)
        contexts.append(context)
        login = world.sandbox.state["logins"][role]
        screen = Screen(context.new_page(), world.sandbox.url, request.node.name)
        return screen.log_in(login["login"], login["password"])

    yield log_in
    failed = getattr(request.node, "failed", False)
    for number, context in enumerate(contexts):
        if failed:
            _keep_picture(context, request.node.name, number)
        context.close()


def _keep_picture(context, name, number):
    """What was on the screen when a test failed, beside the check's logs."""
    folder = Path(os.environ.get("QUITTANCE_SHOTS")
                  or Path(__file__).resolve().parents[2] / "build" / "check" / "browser")
    folder.mkdir(parents=True, exist_ok=True)
    for page in context.pages:
        page.screenshot(path=str(folder / f"FAILED_{name}_{number}.png"))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if call.when == "call":
        item.failed = report.failed
