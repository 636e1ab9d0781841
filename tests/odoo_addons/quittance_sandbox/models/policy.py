"""What a test database may do beyond a real one, and crashes on request.

System parameters:
    quittance_sandbox.wait.<name>     seconds to wait for <name>, instead of the product's
    quittance_sandbox.workers         as many workers as if Odoo had, so that two calls race
    quittance_sandbox.crash_log       a file that gets the name of every crash point reached
    quittance_sandbox.crash_flag_dir  a folder; a file in it, named like a crash point, kills the
                                      process that reaches the point, once; one named
                                      <point>.connection ends its database connection instead
"""

import os
import signal

from odoo import models


class QuittancePolicy(models.AbstractModel):
    _inherit = "quittance.policy"

    def _allows_test_mode(self):
        return True

    def _allows_as_of(self):
        return True

    def _wait_seconds(self, name, default):
        value = self._sandbox_parameter(f"wait.{name}")
        if not value:
            return super()._wait_seconds(name, default)
        return float(value) if "." in value else int(value)

    def _odoo_workers(self):
        return int(self._sandbox_parameter("workers") or super()._odoo_workers())

    def _crash_point(self, name):
        super()._crash_point(name)
        log = self._sandbox_parameter("crash_log")
        if log:
            _append(log, name)
        folder = self._sandbox_parameter("crash_flag_dir")
        # Not a field: what a dying transaction writes is rolled back, a file's removal is not.
        if folder and _take(os.path.join(folder, os.path.basename(name))):
            os.kill(os.getpid(), signal.SIGKILL)
        if folder and _take(os.path.join(folder, f"{os.path.basename(name)}.connection")):
            self.env.cr.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    def _sandbox_parameter(self, name):
        return self.env["ir.config_parameter"].sudo().get_param(f"quittance_sandbox.{name}")


def _append(path, name):
    # One short write to a file opened for appending is whole, whichever worker makes it.
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(handle, f"{name}\n".encode())
    finally:
        os.close(handle)


def _take(path):
    """Whether the flag was there; of several processes one takes it."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return False
    return True
