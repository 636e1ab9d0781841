"""Suppliers' people in the portal: accounts for the browser, phone and desktop."""

from sandbox.client import attach
from screen import Screen
from world import company

PASSWORD = "supplier-in-the-portal"
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
MAKE = """
for code, login, language in people:
    supplier = env["res.partner"].search([("quittance_supplier_code", "=", code)])
    user = env["res.users"].with_context(no_reset_password=True).search([("login", "=", login)])
    if not user:
        person = env["res.partner"].create({
            "name": f"Person of {code}", "email": login, "parent_id": supplier.id,
            "lang": language})
        user = env["res.users"].with_context(no_reset_password=True).create({
            "login": login, "password": password, "partner_id": person.id, "lang": language,
            "group_ids": [(6, 0, [env.ref("quittance.group_supplier_portal").id])]})
    user.lang = language
env.cr.commit()
"""
LOGINS = {code: f"{code.lower()}@supplier.example" for code in company.SUPPLIERS}


def make_people(world):
    """An account for a person of each supplier, who may send files."""
    world.sandbox.shell(MAKE, password=PASSWORD, people=[
        (code, login, "en_US") for code, login in LOGINS.items()])


class Portal:
    """A supplier's person in a browser of their own."""

    def __init__(self, chromium, code, name, size=None, language="en-US"):
        self._context = chromium.new_context(
            viewport=size or DESKTOP, locale=language, timezone_id="America/St_Barthelemy",
            has_touch=size == PHONE, is_mobile=size == PHONE)
        self.screen = Screen(self._context.new_page(), attach().state["url"], name)
        self.page = self.screen.page
        self.screen.log_in(LOGINS[code], PASSWORD)

    def close(self):
        self._context.close()

    def open_files(self):
        self.screen.open("/my/service-files")

    def choose(self, *files):
        self.page.locator(".o_quittance_send input[type=file]").set_input_files(files)

    def send(self):
        self.page.locator(".o_quittance_send button[type=submit]").click()

    def news(self, name):
        """The line about a file that was sent from this page."""
        return self.page.locator(".o_quittance_results li").filter(has_text=name).last

    def fits(self):
        """Nothing sticks out at the side of the screen."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth")
