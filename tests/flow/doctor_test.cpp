#include "flow/doctor.hpp"
#include "flow/admission.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace quittance {
namespace {

DoctorFacts healthy() {
    DoctorFacts facts;
    facts.now = "2026-11-05T02:00:00Z";
    facts.config_path = "/etc/quittance/quittance.toml";
    facts.key_path = "/etc/quittance/key";
    facts.journal_path = "/var/lib/quittance/witness.journal";
    facts.journal_exists = true;
    facts.journal_free_bytes = 10UL * 1024 * 1024 * 1024;
    facts.connections = 2;
    facts.company_id = 1;
    Greeting greeting;
    greeting.contract = contract_version;
    greeting.bound = true;
    greeting.workers = 2;
    greeting.time = "2026-11-05T02:00:10Z";
    greeting.api_key_expires = "2027-02-01T00:00:00Z";
    CompanyTerms company;
    company.id = 1;
    company.name = "Conciergerie";
    company.collection_on = true;
    company.go_live = "2026-11-01";
    greeting.companies = {company};
    facts.greeting = greeting;
    return facts;
}

/// The one problem that these facts have.
std::string only_problem(const DoctorFacts& facts, int exit_code) {
    const DoctorReport report = diagnose(facts);
    EXPECT_EQ(report.exit_code, exit_code);
    EXPECT_EQ(report.problems.size(), 1U);
    return report.problems.empty() ? "" : report.problems.front().code;
}

TEST(Doctor, FindsNothingWhereNothingIsWrong) {
    EXPECT_TRUE(diagnose(healthy()).problems.empty());
    EXPECT_EQ(diagnose(healthy()).exit_code, 0);
}

TEST(Doctor, WarnsBeforeTheKeyExpires) {
    DoctorFacts facts = healthy();
    facts.greeting->api_key_expires = "2026-11-12T00:00:00Z";
    EXPECT_EQ(only_problem(facts, 1), "key_expiry");
    facts.greeting->api_key_expires = "";
    EXPECT_TRUE(diagnose(facts).problems.empty());
}

TEST(Doctor, NamesWhatIsInTheWayOfCollection) {
    DoctorFacts facts = healthy();
    facts.greeting->bound = false;
    facts.greeting->bound_message = "bind it";
    EXPECT_EQ(only_problem(facts, 1), "not_bound");
    facts = healthy();
    facts.greeting->restore_open = true;
    EXPECT_EQ(only_problem(facts, 1), "restore_open");
    facts = healthy();
    facts.greeting->companies[0].collection_on = false;
    EXPECT_EQ(only_problem(facts, 1), "collection_off");
    facts = healthy();
    facts.greeting->companies[0].go_live = "";
    EXPECT_EQ(only_problem(facts, 1), "go_live");
}

TEST(Doctor, SeesThisMachine) {
    DoctorFacts facts = healthy();
    facts.key_others_may_read = true;
    EXPECT_EQ(only_problem(facts, 2), "key_rights");
    facts = healthy();
    facts.config_others_may_write = true;
    EXPECT_EQ(only_problem(facts, 2), "config_rights");
    facts = healthy();
    facts.journal_free_bytes = 1024;
    EXPECT_EQ(only_problem(facts, 1), "journal_space");
    facts = healthy();
    facts.journal_beside_database = true;
    EXPECT_EQ(only_problem(facts, 0), "journal_disk");
    facts = healthy();
    facts.greeting->time = "2026-11-05T02:05:00Z";
    EXPECT_EQ(only_problem(facts, 1), "clock");
    facts = healthy();
    facts.drop_unknown = {"LVA"};
    EXPECT_EQ(only_problem(facts, 1), "drop_unknown");
    facts = healthy();
    facts.drop_problem = "no folder";
    EXPECT_EQ(only_problem(facts, 2), "drop");
    facts = healthy();
    facts.connections = 8;
    EXPECT_EQ(only_problem(facts, 0), "connections");
}

TEST(Doctor, TheGravestProblemComesFirstAndDecidesTheCode) {
    DoctorFacts facts = healthy();
    facts.greeting.reset();
    facts.odoo_problem = "Odoo cannot be reached";
    facts.key_others_may_read = true;
    const DoctorReport report = diagnose(facts);
    EXPECT_EQ(report.exit_code, 3);
    EXPECT_EQ(report.problems.front().code, "odoo");
    EXPECT_EQ(report.problems.size(), 2U);
}

}  // namespace
}  // namespace quittance
