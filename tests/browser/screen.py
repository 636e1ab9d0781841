"""Odoo's screens as a person uses them. Every wait is for something that is to be seen."""

import os
import re
from pathlib import Path

from playwright.sync_api import expect

FIRST_PAGE_MS = 90_000
SHOTS = os.environ.get("QUITTANCE_SHOTS")  # a folder that gets a picture of each screen


class Screen:
    """One logged-in person's page."""

    def __init__(self, page, url, name):
        self.page, self.url, self.name = page, url, name

    def log_in(self, login, password):
        self.page.goto(f"{self.url}/web/login")
        self.page.locator("input#login").fill(login)
        self.page.locator("input#password").fill(password)
        self.page.locator("form.oe_login_form button[type=submit]").click()
        expect(self.page).to_have_url(re.compile(r"/(odoo|my|web)(?!/login)"))
        return self

    # -- going somewhere -------------------------------------------------------------------------

    def open(self, path):
        self.page.goto(f"{self.url}{path}")
        if path.startswith("/odoo"):
            expect(self.page.locator(".o_action_manager > *").first).to_be_visible()

    def open_record(self, model, record_id):
        self.open(f"/odoo/{model}/{record_id}")
        expect(self.page.locator(".o_form_view .o_form_sheet")).to_be_visible()

    def app(self, name):
        """Choose an app from the apps menu."""
        button = self.page.locator(".o_navbar_apps_menu button")
        expect(button).to_be_visible(timeout=FIRST_PAGE_MS)  # Odoo makes its assets for the first
        button.click()
        self.page.locator(".o-dropdown--menu").get_by_role(
            "menuitem", name=name, exact=True).click()
        expect(self.page.locator(".o_menu_brand")).to_have_text(name)

    def menu(self, section, item):
        """Choose an entry of the app's menu."""
        self.page.locator(".o_menu_sections").get_by_role(
            "button", name=section, exact=True).click()
        self.page.locator(".o-dropdown--menu").get_by_role(
            "menuitem", name=item, exact=True).click()

    # -- reading ---------------------------------------------------------------------------------

    def field(self, name, root=None):
        return (root or self.page).locator(f".o_field_widget[name='{name}']").first

    def state(self):
        """Where the record's status bar stands."""
        return self.page.locator(".o_statusbar_status .o_arrow_button_current")

    @property
    def dialog(self):
        return self.page.locator(".modal-dialog").last

    def button(self, text, root=None):
        return (root or self.page).get_by_role("button", name=text, exact=True).first

    def rows(self):
        return self.page.locator(".o_list_view tr.o_data_row")

    # -- doing -----------------------------------------------------------------------------------

    def press(self, text, root=None):
        self.button(text, root).click()

    def action(self, name, root=None):
        """A button by the method that it calls: one whose text has an icon or a figure in it."""
        (root or self.page).locator(f"button[name='{name}']").first.click()

    def choose(self, name, text, root=None):
        """Pick the suggestion with this text in a many2one field."""
        field = self.field(name, root)
        field.locator("input").fill(text)
        self.page.locator(".o-autocomplete--dropdown-item").filter(has_text=text).first.click()
        expect(field.locator("input")).to_have_value(re.compile(re.escape(text)))

    def fill(self, name, text, root=None):
        entry = self.field(name, root).locator("input, textarea").first
        entry.fill(text)
        entry.blur()

    def confirm(self, text):
        """Press a button of the dialog and wait until that dialog is gone."""
        expect(self.dialog).to_be_visible()
        before = self.page.locator(".modal-dialog").count()
        self.dialog.get_by_role("button", name=text, exact=True).click()
        expect(self.page.locator(".modal-dialog")).to_have_count(before - 1)

    # -- keeping a picture -----------------------------------------------------------------------

    def shot(self, title):
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=str(Path(SHOTS) / f"{self.name}_{title}.png"))
