"""Over all connectors together a worker stays free: whoever would take the last is turned away."""

from odoo.addons.quittance.models.policy import QuittancePolicy
from odoo.addons.quittance.models.worker_slot import QuittanceWorkerSlot
from odoo.sql_db import db_connect
from odoo.tests import tagged

from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED

from .collect_common import GOOD, CollectCase


@tagged("post_install", "-at_install")
class TestWorkerSlot(CollectCase):
    """Each call has a connection of its own here, as in a worker of its own."""

    def setUp(self):
        super().setUp()
        self.slots = self.env["quittance.worker.slot"]
        self.workers = 3
        self._patch(QuittancePolicy, "_odoo_workers", lambda one: self.workers)
        self._patch(QuittanceWorkerSlot, "_open_cursor", lambda one: self.connection())

    def connection(self):
        cr = db_connect(self.env.cr.dbname).cursor()
        cr.connection.set_isolation_level(ISOLATION_LEVEL_READ_COMMITTED)
        return cr

    def execute(self, attempt):
        return self.rpc("execute", company_id=self.company.id, keys=[attempt.key])

    def test_one_worker_less_than_there_are_and_no_more(self):
        with self.slots._taken() as first, self.slots._taken() as second:
            with self.slots._taken() as third:
                self.assertEqual((first, second, third), (True, True, False))
        with self.slots._taken() as again:
            self.assertTrue(again)

    def test_a_charge_that_would_take_the_last_worker_is_turned_away(self):
        attempt = self.prepared()
        with self.slots._taken(), self.slots._taken(), self.stripe_answers(GOOD) as stripe:
            self.assertEqual(self.execute(attempt), {"no_worker": True})
        self.assertEqual((attempt.state, attempt.send_no, stripe.calls), ("prepared", 0, []))
        with self.slots._taken(), self.stripe_answers(GOOD):
            [status] = self.execute(attempt)["attempts"]
        self.assertEqual((status["state"], attempt.state), ("done", "done"))

    def test_all_that_moves_money_for_a_connector_is_bounded_together(self):
        with self.slots._taken(), self.slots._taken():
            for method in ("prepare", "execute", "book", "resolve", "provider_charges",
                           "audit_ask"):
                self.assertEqual(self.rpc(method, company_id=self.company.id),
                                 {"no_worker": True}, method)

    def test_people_are_not_turned_away(self):
        attempt = self.prepared()
        with self.slots._taken(), self.slots._taken(), self.stripe_answers(GOOD):
            attempt._execute_for_person()
        self.assertEqual(attempt.state, "done")

    def test_odoo_without_workers_has_no_bound(self):
        self.workers = 0
        with self.slots._taken() as first, self.slots._taken() as second:
            self.assertEqual((first, second), (True, True))

    def test_of_two_workers_one_charges(self):
        self.workers = 2
        with self.slots._taken() as first, self.slots._taken() as second:
            self.assertEqual((first, second), (True, False))
