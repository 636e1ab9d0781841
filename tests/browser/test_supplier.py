"""Suppliers send a good file, a bad one and a corrected one in the portal; a real connector reads
them; another supplier sees none of it. On a desktop and on a phone."""

import re
import time
import zlib

import pytest
from playwright.sync_api import expect
from suppliers import DESKTOP, PHONE, Portal, make_people
from world import company

HEADER = "Type;Quantité;ID client;Prix;Remarque"
SIZES = {"desktop": DESKTOP, "phone": PHONE}
DROP = """(zone, [name, text]) => {
    const all = new DataTransfer();
    all.items.add(new File([text], name, { type: "text/csv" }));
    for (const kind of ["dragover", "drop"]) {
        zone.dispatchEvent(new DragEvent(kind, { dataTransfer: all, bubbles: true, cancelable: true }));
    }
}"""


def listing(*rows):
    return "\r\n".join([HEADER, *rows, total_of(rows), ""]).encode("cp1252")


def total_of(rows):
    """The supplier's own total of the rows that can be read."""
    cents = sum(int(quantity.removesuffix(",0")) * int(price.removesuffix(" €").replace(",", ""))
                for _type, quantity, _client, price, _remark in (row.split(";") for row in rows)
                if quantity.endswith(",0"))
    return f"TOTAL;;;{cents // 100},{cents % 100:02} €;"


def good_rows(remark, count=12):
    """Ironing for `count` clients, all in order, at a price that no other file has."""
    price = f"{5 + zlib.crc32(remark.encode()) % 40},{zlib.crc32(remark.encode()) % 97:02}"
    clients = [code for code in company.CLIENTS if code != company.CREDIT_CLIENT]
    return [f"Repassage;{1 + number % 7},0;{clients[number % len(clients)]};{price} €;{remark} {number}"
            for number in range(count)]


@pytest.fixture(name="folder")
def _folder(tmp_path):
    def write(name, *rows):
        path = tmp_path / name
        path.write_bytes(listing(*rows))
        return path

    return write


@pytest.fixture(name="supplied")
def _supplied(world):
    """The company in the middle of its work, with an account for a person of each supplier."""
    world.load_profile("LAUNDRY")
    make_people(world)
    return world


@pytest.fixture(name="portal")
def _portal(supplied, chromium, request):
    opened = []

    def log_in(code, size="desktop", **more):
        opened.append(Portal(chromium, code, request.node.name, SIZES[size], **more))
        return opened[-1]

    assert supplied
    yield log_in
    for one in opened:
        one.close()


def the_file(world, name):
    found, = world.admin.search_read(
        "quittance.file", [("name", "=", name)],
        ["state", "line_count", "channel", "period", "replaces_id", "sender"])
    return found


@pytest.mark.parametrize("size", SIZES)
def test_a_good_file_a_bad_file_and_a_corrected_file(supplied, portal, folder, size):
    person = portal("LAUNDRY", size)
    page, screen = person.page, person.screen
    good, bad, better, wrong = (f"{size}_{word}_2026-10.csv" for word in (
        "good", "bad", "corrected", "wrong"))
    screen.open("/my")
    card = page.get_by_role("link", name="Service files")
    expect(card).to_be_visible()
    screen.shot("1_card")
    card.click()
    expect(page.get_by_role("heading", name="Service files")).to_be_visible()
    screen.shot("2_empty")

    with supplied.serving():
        # A good file, dropped onto the page.
        page.locator(".o_quittance_drop").evaluate(DROP, [good, ""])
        expect(person.news(good)).to_contain_text("It is empty")
        person.open_files()
        person.choose(folder(good, *good_rows(f"{size} good")))
        screen.shot("3_chosen")
        person.send()
        expect(person.news(good)).to_contain_text("Read: 12 lines, no problem.")
        screen.shot("4_good")

        # A file with a client that nobody knows and a number that is none, and another kind of file.
        rows = good_rows(f"{size} bad")
        rows[3] = f"Repassage;2,0;C-999;9,50 €;{size} who"
        rows[5] = f"Repassage;deux;C-103;9,50 €;{size} what"
        elsewhere = folder(wrong)
        elsewhere.write_text(f"Service,Customer\nIroning {size},Villa\n")
        person.choose(folder(bad, *rows), elsewhere)
        person.send()
        expect(person.news(bad)).to_contain_text("10 of 12 lines are in order, 2 need a look")
        expect(person.news(wrong)).to_contain_text("Columns are missing")
        screen.shot("5_bad")
        assert person.fits()
        person.news(bad).get_by_role("link").click()
        problem = page.locator(".o_quittance_problem")
        expect(problem).to_have_count(2)
        expect(problem.filter(has_text="client's code")).to_contain_text("Row 5")
        expect(problem.filter(has_text="client's code")).to_contain_text("ID client")
        expect(problem.filter(has_text="cannot be read")).to_contain_text("deux")
        expect(page.locator("tr[data-kind=accepted]")).to_contain_text("10")
        screen.shot("6_problems")
        assert person.fits()

        # The corrected file takes its place.
        page.get_by_role("link", name="Send a corrected file instead").click()
        chosen = page.locator("select[name=corrects] option:checked")
        expect(chosen).to_contain_text(bad)
        person.choose(folder(better, *good_rows(f"{size} bad")))
        screen.shot("7_correction")
        person.send()
        expect(person.news(better)).to_contain_text("Read: 12 lines, no problem.")
        # The history is drawn anew by itself.
        expect(page.locator(".o_quittance_file").filter(has_text=better).first).to_be_visible()

    person.open_files()
    expect(page.locator(".o_quittance_file").filter(has_text=bad)).to_contain_text(
        f"Corrected by {better}.")
    screen.shot("8_history")
    assert person.fits()
    sent = the_file(supplied, better)
    assert (sent["state"], sent["line_count"], sent["channel"]) == ("closed", 12, "portal")
    assert sent["replaces_id"][0] == the_file(supplied, bad)["id"]
    assert the_file(supplied, wrong)["state"] == "refused"

    # Another supplier sees none of it.
    stranger = portal("MAINT", size)
    stranger.open_files()
    expect(stranger.page.locator(".o_quittance_file")).to_have_count(0)
    expect(stranger.page.locator("body")).not_to_contain_text(good)
    answer = stranger.page.goto(f"{screen.url}/my/service-files/{sent['id']}")
    assert answer.status == 404


def test_a_dropped_file_is_sent_and_a_file_that_nobody_reads_is_safe(supplied, portal):
    person = portal("LAUNDRY")
    person.open_files()
    name = "dropped_2026-10.csv"
    person.page.locator(".o_quittance_drop").evaluate(
        DROP, [name, listing(*good_rows("dropped", 3)).decode("cp1252")])
    expect(person.news(name)).to_be_visible()
    person.send()
    expect(person.news(name)).to_contain_text("It is safe with us")
    person.news(name).get_by_role("link").click()
    expect(person.page.locator(".o_quittance_status")).to_contain_text(
        "as soon as the service is back")
    person.screen.shot("waiting")
    with supplied.serving():  # the page goes on by itself
        expect(person.page.locator(".o_quittance_status .alert-info")).to_have_count(0)


def test_two_thousand_lines_are_answered_while_the_supplier_looks_on(supplied, portal, folder):
    person = portal("LAUNDRY")
    with supplied.serving():
        person.open_files()
        name = "large_2026-10.csv"
        person.choose(folder(name, *good_rows("large", 2000)))
        began = time.monotonic()
        person.send()
        expect(person.news(name)).to_contain_text(re.compile("^.*Read: 2,?000 lines", re.S))
        print(f"2,000 lines answered in {time.monotonic() - began:.1f} s")


def test_a_french_supplier_reads_french(supplied, portal, folder):
    supplied.admin("res.users", "write", supplied.admin(
        "res.users", "search", [("login", "=", "laundry@supplier.example")]), {"lang": "fr_FR"})
    person = portal("LAUNDRY", "phone", language="fr-FR")
    person.open_files()
    expect(person.page.locator("h3")).to_have_text("Fichiers de prestations")
    name = "francais_2026-10.csv"
    person.choose(folder(name, *good_rows("français", 4)))
    person.screen.shot("1_send")
    with supplied.serving():
        person.send()
        expect(person.news(name)).to_contain_text("Lu : 4 lignes, aucun problème.")
    person.news(name).get_by_role("link").click()
    expect(person.page.locator(".o_quittance_facts")).to_contain_text("Quand")
    person.screen.shot("2_read")
    assert person.fits()
