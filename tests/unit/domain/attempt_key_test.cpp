#include "domain/attempt_key.hpp"

#include <gtest/gtest.h>

#include <set>

namespace quittance {
namespace {

const AttemptKeyParts first = {"e7", 1, 42, 1, 120'050, "EUR", "odoo", 3};

/// Computed by odoo_addon/quittance/protocol/keys.py, which refuses any other key.
TEST(AttemptKey, IsTheAddons) {
    EXPECT_EQ(attempt_key(first), "q1qat6cc3gxl4nnmgmizvzyycidq");
    EXPECT_EQ(attempt_key({"0f3c-épreuve", 12, 2'147'483'647, 9, -5, "XPF", "portal", 0}),
              "q1xnzepejypqwpiijbamynuars3r");
}

TEST(AttemptKey, AllThatMakesTheDebtThisDebtIsInIt) {
    std::set<std::string> keys = {attempt_key(first)};
    AttemptKeyParts other = first;
    other.epoch = "e8";
    keys.insert(attempt_key(other));
    other = first;
    other.company_id = 2;
    keys.insert(attempt_key(other));
    other = first;
    other.move_id = 43;
    keys.insert(attempt_key(other));
    other = first;
    other.no = 2;
    keys.insert(attempt_key(other));
    other = first;
    other.amount_minor = 120'051;
    keys.insert(attempt_key(other));
    other = first;
    other.currency = "XPF";
    keys.insert(attempt_key(other));
    other = first;
    other.rail = "portal";
    keys.insert(attempt_key(other));
    other = first;
    other.method_id = 4;
    keys.insert(attempt_key(other));
    EXPECT_EQ(keys.size(), 9U);
    for (const auto& key : keys) {
        EXPECT_EQ(key.size(), 28U) << "Worldline takes 30 characters";
    }
}

}  // namespace
}  // namespace quittance
