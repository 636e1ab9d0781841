#pragma once

#include "fake_odoo.hpp"
#include "fake_witness.hpp"
#include "flow/audit.hpp"
#include "flow/collect.hpp"
#include "flow/reconcile.hpp"

#include <gtest/gtest.h>

#include <string>

namespace quittance::test {

/// Ten invoices that are due, FAC/1 of 10.00 to FAC/10 of 100.00, each of a client with a card.
class CollectTest : public ::testing::Test {
protected:
    CollectTest() {
        for (int id = 1; id <= 10; ++id) {
            odoo.invoices.push_back(
                {id, "FAC/" + std::to_string(id), 100 + id, 1'000 * id, "collect", id});
        }
    }

    CollectReport run() { return collect(order, {odoo, odoo, odoo, journal, {}}); }
    ReconcileReport follow_up() { return reconcile({1, false, 4}, {odoo, odoo, journal, {}}); }
    AuditReport compare() {
        return audit({1, "journal", false, {}}, {odoo, odoo, odoo, journal, {}});
    }

    static int count(const CollectReport& report, Bucket bucket) {
        int found = 0;
        for (const CollectItem& item : report.items) {
            found += item.bucket == bucket ? 1 : 0;
        }
        return found;
    }

    void expect_nobody_charged_twice() {
        for (const auto& invoice : odoo.invoices) {
            EXPECT_LE(odoo.charges_of(invoice.move_id), 1) << invoice.name;
        }
    }

    static CollectOrder standard_order() {
        CollectOrder standard;
        standard.company_id = 1;
        standard.run_key = "run-1";
        standard.journal = "journal";
        standard.keys_per_call = 2;
        return standard;
    }

    FakeOdoo odoo;
    FakeWitness journal;
    CollectOrder order = standard_order();
};

}  // namespace quittance::test
