"""The sandbox itself: side by side, resumed after a kill, fresh databases, nothing left behind."""

import os
import signal
import stat
import subprocess
import sys
import xmlrpc.client
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1]))

from sandbox.client import SandboxError, attach, started  # noqa: E402 - the path is set above

# ./check takes down whatever is named after its own sandbox.
PREFIX = os.environ.get("QUITTANCE_SANDBOX") or f"own-{os.getpid()}"
COMMAND = Path(__file__).resolve().parent / "sandbox"


@pytest.fixture(scope="module")
def own():
    with started(f"{PREFIX}-a", workers=2) as sandbox:
        yield sandbox


def processes_that_name(text):
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    return [line for line in listed.stdout.splitlines() if text in line and "ps -eo" not in line]


def test_the_company_is_french_and_keeps_its_books_in_euros(own):
    taxes = own.sql("SELECT name->>'en_US' FROM account_tax WHERE type_tax_use = 'sale'")
    assert ["20% S"] in taxes and ["20% G"] in taxes
    company, = own.rpc().search_read("res.company", [], ["currency_id", "chart_template"])
    assert (company["currency_id"][1], company["chart_template"]) == ("EUR", "fr")
    assert own.sql("SELECT code FROM res_lang WHERE active ORDER BY code") == [["en_US"], ["fr_FR"]]


@pytest.mark.parametrize("role", ["admin", "accountant", "supervisor", "client"])
def test_everybody_logs_in_with_a_password_of_this_sandbox(own, role):
    who, known = own.state["logins"][role], own.rpc(role)
    assert type(known)(own.url, own.database, who["login"], who["password"]).uid == known.uid
    with pytest.raises(SandboxError):
        type(known)(own.url, own.database, who["login"], "admin")


def test_secrets_are_readable_by_us_alone(own):
    for name in ("state.json", "api_key", "connector.toml"):
        assert stat.S_IMODE((own.folder / name).stat().st_mode) == 0o600
    assert stat.S_IMODE((own.folder / "run").stat().st_mode) == 0o700


def test_nothing_listens_but_odoo_on_loopback(own):
    assert own.sql("SHOW listen_addresses") == [[""]]
    listening = Path("/proc/net/tcp").read_text()
    assert f"0100007F:{own.state['port']:04X}" in listening
    assert f"00000000:{own.state['port']:04X}" not in listening


def test_odoo_starts_each_of_its_processes_once(own):
    running = processes_that_name(f"{own.folder}/odoo.conf")
    assert sum("gevent" in line for line in running) == 1, "the websocket process"
    assert len(running) == 4, "the main process, two workers, the websocket process"
    assert "Traceback" not in Path(own.odoo_log()).read_text()


def test_a_fresh_database_is_a_copy_that_is_dropped(own):
    with own.fresh_database() as name:
        odoo = own.rpc("admin", name)
        partner = odoo("res.partner", "create", {"name": "Only here"})
        attachment = odoo("ir.attachment", "create", {"name": "a", "datas": "aGVsbG8="})
        read, = odoo("ir.attachment", "read", [attachment], ["datas"])
        assert partner and read["datas"] == "aGVsbG8="
        assert [name] in own.sql("SELECT datname FROM pg_database")
    assert own.rpc()("res.partner", "search_count", [("name", "=", "Only here")]) == 0
    assert [name] not in own.sql("SELECT datname FROM pg_database")
    assert not (own.folder / "data" / "filestore" / name).exists()


def test_the_shell_runs_a_script_with_values_and_reports_its_error(own):
    assert own.shell("print(env.company.name, word)", word="é").endswith(" é\n")
    with pytest.raises(SandboxError, match="ZeroDivisionError"):
        own.shell("1 / 0")


def test_a_killed_server_comes_back_with_up(own):
    pid = own.status()["odoo_pid"]
    os.kill(pid, signal.SIGKILL)
    subprocess.run([COMMAND, "up", "--name", own.name], check=True, capture_output=True)
    assert own.status()["running"] and own.status()["odoo_pid"] != pid


def test_reset_forgets_what_was_done_and_keeps_passwords(own):
    own.rpc()("res.partner", "create", {"name": "Forgotten"})
    subprocess.run([COMMAND, "reset", "--name", own.name], check=True, capture_output=True)
    assert own.rpc()("res.partner", "search_count", [("name", "=", "Forgotten")]) == 0


def test_two_stand_side_by_side_and_down_leaves_nothing(own):
    name = f"{PREFIX}-b"
    with started(name, workers=0) as twin:
        assert twin.state["port"] != own.state["port"]
        assert twin.state["logins"] != own.state["logins"]
        assert attach(name).rpc().uid
        folder, url = twin.folder, twin.url
    assert not folder.exists()
    assert processes_that_name(str(folder)) == []
    with pytest.raises(OSError):
        xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common").version()
    assert own.status()["running"]
    subprocess.run([COMMAND, "down", "--name", name], check=True, capture_output=True)


def test_status_of_a_sandbox_that_is_not_there():
    done = subprocess.run([COMMAND, "status", "--name", "nowhere", "--json"], text=True,
                          capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (3, "{}\n")


def test_a_name_that_is_no_folder_is_refused():
    done = subprocess.run([COMMAND, "up", "--name", "../x"], text=True, capture_output=True,
                          check=False)
    assert done.returncode == 1 and "no sandbox name" in done.stderr


def test_a_package_that_is_not_odoo_is_refused(tmp_path):
    done = subprocess.run([COMMAND, "up", "--name", "wrong"], text=True, capture_output=True,
                          env={**os.environ, "QUITTANCE_ODOO_PATH": str(tmp_path)}, check=False)
    assert done.returncode == 1 and "no package 'odoo'" in done.stderr
