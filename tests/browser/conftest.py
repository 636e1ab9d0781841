"""One Chromium for all tests, and the company that they need."""

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


class Stage:
    """The one company that there is: made anew for whoever needs another kind of it."""

    def __init__(self, make_folder):
        self._make_folder, self._world, self._kind = make_folder, None, None

    def show(self, kind):
        """A company of this kind: `open` and `shut` ones serve many tests, a `new` one a single."""
        serves = (kind,) if kind == "open" else ("shut", "new") if kind == "shut" else ()
        if self._kind not in serves:
            self.close()
            self._world = World(self._make_folder(kind)).start()
            self._kind = kind
            if kind == "open":
                self._world.open_for_collection()
                self._world.draft_the_cleaning()
        return self._world

    def close(self):
        if self._world:
            self._world.stop()
        self._world = self._kind = None


@pytest.fixture(name="stage", scope="session")
def _stage(tmp_path_factory):
    stage = Stage(tmp_path_factory.mktemp)
    yield stage
    stage.close()
    Sandbox(attach().name).reset()  # other tests find the database as it was made


@pytest.fixture(name="world")
def _world(stage):
    """The company in the middle of its work: bound, collecting, with drafts of October."""
    return stage.show("open")


@pytest.fixture(name="shut_world")
def _shut_world(stage):
    """The company while nothing is collected."""
    return stage.show("shut")


@pytest.fixture(name="new_world")
def _new_world(stage):
    """The company on its first day: nothing decided, nothing imported."""
    return stage.show("new")


@pytest.fixture(name="person")
def _person(chromium, request):
    """person("accountant"): a logged-in Screen in a browser session of its own."""
    contexts = []

    def log_in(role, language="en-US"):
        context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale=language,
                                       timezone_id="America/St_Barthelemy")
        context.set_default_timeout(SECONDS_MAX * 1000)
        contexts.append(context)
        state = attach().state
        login = state["logins"][role]
        screen = Screen(context.new_page(), state["url"], request.node.name)
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
