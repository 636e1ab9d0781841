"""The accountant makes a supplier's profile from a sample, and mends one with a refused file."""

import base64
import hashlib

import pytest
from playwright.sync_api import expect
from world import LAUNDRY, meant_for

MEANT = meant_for(LAUNDRY.name)
UNKNOWN = "C-1O4"  # a letter O for a zero


@pytest.fixture(name="supplier")
def _supplier(world, request):
    """(id, code) of a supplier of the test's own, without a profile."""
    code = f"S{hashlib.sha256(request.node.name.encode()).hexdigest()[:6].upper()}"
    supplier, = world.admin("res.partner", "create", [
        {"name": f"Lavage {code}", "is_company": True, "quittance_is_supplier": True,
         "quittance_supplier_code": code}])
    return supplier, code


def tab(screen, name):
    screen.page.get_by_role("tab", name=name, exact=True).click()


def profiles_of(world, supplier):
    return world.admin.search_read("quittance.profile", [("supplier_id", "=", supplier)], [])


def test_an_accountant_makes_a_profile_from_a_sample(world, person, supplier):
    number, code = supplier
    screen = person("accountant")
    page = screen.page
    screen.app("Quittance")
    screen.menu("Suppliers", "Profiles")
    screen.press("New from a sample")
    screen.choose("supplier_id", code)
    page.locator("input[type=file]").set_input_files(LAUNDRY)
    screen.shot("1_sample")
    screen.press("Read the sample")
    expect(page.get_by_text("The connector reads the sample.")).to_be_visible()
    expect(page.get_by_text("No connector answers.")).to_be_visible()
    screen.shot("2_no_connector")

    with world.serving():
        expect(page.locator(".quittance_totals")).to_contain_text(f"{MEANT['lines']} lines")
        expect(page.locator(".quittance_facts")).to_contain_text("Semicolon")
        expect(page.locator(".quittance_doubts")).to_contain_text("whether prices include tax")
        expect(page.locator("select[aria-label='Prix']")).to_have_value("price")
        expect(page.locator(".quittance_cells")).to_contain_text("Nettoyage à sec")
        screen.shot("3_as_it_stands")
        tab(screen, "As it will be read")
        expect(page.locator(".quittance_lines .fa-check").first).to_be_visible()
        screen.shot("4_as_it_will_be_read")
        tab(screen, "Problems")
        expect(page.locator(".quittance_problems")).to_contain_text(UNKNOWN)
        screen.shot("5_problems")
        tab(screen, "How it is read")
        expect(screen.field("charset").locator("input, select").first).to_have_value(
            "Windows-1252 (Western)")
        screen.shot("6_how_it_is_read")

        screen.fill("constant_comment", "Lavage d'octobre")
        tab(screen, "The file as it stands")
        page.locator("select[aria-label='Remarque']").select_option("comment")
        screen.press("Read again")
        tab(screen, "As it will be read")
        expect(page.locator(".quittance_lines tbody")).to_contain_text("Lavage d'octobre")
        screen.shot("7_read_again")

    screen.fill("profile_name", "Liste du mois")
    screen.press("Save profile")
    expect(screen.button("Try it with a sample")).to_be_visible()
    screen.shot("8_profile")
    profile, = profiles_of(world, number)
    assert (profile["name"], profile["charset"]) == ("Liste du mois", "windows-1252")
    assert (profile["column_price"], profile["column_comment"]) == ("Prix", "Remarque")
    assert profile["constant_comment"] == "Lavage d'octobre"
    partner, = world.admin("res.partner", "read", [number], ["quittance_profile_id"])
    assert partner["quittance_profile_id"][0] == profile["id"]


FIXED = ("C-101   Nettoyage à sec   2   12,50\n"
         "C-102   Nettoyage à sec   1    8,00\n"
         "C-102   Nettoyage à sec  10    1,00\n")


def test_a_list_without_delimiter_or_header_is_mapped_on_a_phone(world, person, supplier, tmp_path):
    """What the sample does not prove stands above all else, and a thumb can say the rest."""
    number, _code = supplier
    path = tmp_path / "liste.txt"
    path.write_text(FIXED, encoding="utf-8")
    accountant = world.sandbox.rpc("accountant")
    sample, = accountant("quittance.profile.preview", "create", [{
        "supplier_id": number, "name": path.name,
        "content": base64.b64encode(path.read_bytes()).decode()}])
    screen = person("accountant")
    page = screen.page
    page.set_viewport_size({"width": 390, "height": 844})
    screen.open_record("quittance.profile.preview", sample)
    with world.serving():
        screen.press("Read the sample")
        doubts = page.locator(".quittance_doubts")
        expect(doubts).to_contain_text("No line looks like a header")
        expect(doubts).to_contain_text("1-8, ")
        screen.shot("1_doubts")
        box = doubts.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390
        names = page.locator(".quittance_cells thead select")
        for place, thing in enumerate(["client", "service", "quantity", "price"]):
            names.nth(place).select_option(thing)
        screen.shot("2_mapped")
        page.locator(".o_statusbar_buttons .dropdown-toggle").first.click()
        page.locator(".o-dropdown--menu").get_by_text("Read again", exact=True).click()
        expect(page.locator(".quittance_totals")).to_contain_text("3 lines")
        tab(screen, "As it will be read")
        expect(page.locator(".quittance_lines tbody tr")).to_have_count(3)
        expect(page.locator(".quittance_lines tbody tr").nth(1)).to_contain_text("8.00")
        screen.shot("3_as_it_will_be_read")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def refused_file(world, code):
    """The laundry's file, refused under a profile that names a column which is not there."""
    connector = world.sandbox.rpc("connector")
    connector.quittance("profile_seed", {
        "company_id": 1, "supplier_code": code,
        "profile": {"name": "wrong", "charset": "windows-1252", "thousands_mark": " ",
                    "date_format": "", "period_rule": "filename", "total_label": "TOTAL",
                    "columns": {"client": "Client", "service": "Type", "quantity": "Quantité",
                                "price": "Prix"}}})
    content = LAUNDRY.read_bytes()
    opened = connector.quittance("file_open", {
        "company_id": 1, "file_id": 0, "supplier_code": code, "profile": "wrong",
        "name": LAUNDRY.name, "period": "2026-10", "size": len(content), "channel": "cli",
        "sha256": hashlib.sha256(content).hexdigest(), "sender": "", "replaces_sha256": "",
        "content": base64.b64encode(content).decode()})
    connector.quittance("file_refuse", {"file_id": opened["file_id"], "code": "header_missing",
                                        "reading": opened["reading"],
                                        "message": "Line 1 has no column 'Client'. Check the "
                                        "profile's columns, delimiter and header line."})
    return opened["file_id"]


def test_a_refused_file_mends_its_profile_and_is_read(world, person, supplier):
    number, code = supplier
    file = refused_file(world, code)
    screen = person("accountant")
    page = screen.page
    screen.open_record("quittance.file", file)
    screen.press("Mend the profile with this file")
    with world.serving():
        expect(page.locator(".alert-danger")).to_contain_text("has no column 'Client'")
        screen.shot("1_error")
        page.locator("select[aria-label='ID client']").select_option("client")
        screen.press("Read again")
        expect(page.locator(".quittance_totals")).to_contain_text(f"{MEANT['lines']} lines")
        expect(page.locator(".alert-danger")).to_have_count(0)
    screen.press("Save and read the file again")
    expect(screen.state()).to_have_text("Waits for the connector")
    profile, = profiles_of(world, number)
    assert profile["column_client"] == "ID client"
    with world.serving():
        expect(screen.state()).to_have_text("Read", timeout=30_000)
    screen.shot("2_read")
