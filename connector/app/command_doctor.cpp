#include "adapters/door/drop_folder.hpp"
#include "adapters/journal/sqlite_witness.hpp"
#include "adapters/system/machine.hpp"
#include "app/parts.hpp"
#include "app/serve/drop_part.hpp"
#include "flow/doctor.hpp"
#include "support/port_error.hpp"

#include <chrono>
#include <string_view>

namespace quittance {
namespace {

/// Where Debian keeps PostgreSQL's databases; asked only when Odoo is on this machine.
constexpr const char* database_folder = "/var/lib/postgresql";

bool is_here(const std::string& url) {
    return url.starts_with("http://127.") || url.starts_with("http://localhost") ||
           url.starts_with("http://[::1]");
}

void look_at_files(const Parts& parts, DoctorFacts& facts) {
    const Config& config = parts.config;
    facts.config_path = config.path;
    facts.config_others_may_write = system::file_facts(config.path).others_may_write;
    facts.key_path = config.api_key_path;
    facts.key_others_may_read = system::file_facts(config.api_key_path).others_may_read;
    facts.journal_path = config.journal.path;
    try {
        const journal::SqliteWitness witness(config.journal.path,
                                             [&parts] { return parts.clock.now(); });
    } catch (const PortError& error) {
        facts.journal_problem = error.what();
    }
    const auto journal = system::file_facts(config.journal.path);
    facts.journal_exists = journal.exists;
    facts.journal_others_may_read = journal.others_may_read;
    facts.journal_free_bytes = journal.free_bytes;
    facts.journal_beside_database =
        is_here(config.odoo.url) && journal.device == system::file_facts(database_folder).device;
}

void look_at_odoo(const Parts& parts, DoctorFacts& facts) {
    facts.connections = parts.config.odoo.connections;
    facts.company_id = parts.config.company.id;
    try {
        const Admission admission = greet(parts.gatekeeper, facts.company_id);
        facts.greeting = admission.greeting;
        for (const Refusal& refusal : admission.refusals) {
            facts.refusals.push_back(refusal.sentence);
        }
    } catch (const PortError& error) {
        facts.odoo_problem = error.what();
        facts.odoo_problem_code = error.advice() == Advice::fix_configuration ? 2 : 3;
    }
}

void look_at_drop_folders(const Parts& parts, DoctorFacts& facts) {
    const Config::Drop& drop = parts.config.drop;
    if (drop.root.empty() || !facts.greeting) {
        return;
    }
    try {
        const door::DropFolder folder(drop.root, std::chrono::seconds(drop.settle_seconds),
                                      &std::chrono::steady_clock::now,
                                      [&parts] { return parts.clock.fresh_key(); });
        for (const std::string& code : folder.suppliers()) {
            if (!known_supplier(parts, code)) {
                facts.drop_unknown.push_back(code);
            }
        }
    } catch (const PortError& error) {
        facts.drop_problem = error.what();
    }
}

std::string_view word(Diagnosis::Weight weight) {
    switch (weight) {
        case Diagnosis::Weight::hint:
            return "hint";
        case Diagnosis::Weight::person:
            return "person";
        case Diagnosis::Weight::configuration:
            return "configuration";
        case Diagnosis::Weight::outside:
            return "outside";
    }
    return "";
}

}  // namespace

CommandEnd run_doctor(const Parts& parts) {
    DoctorFacts facts;
    facts.now = parts.clock.now();
    look_at_files(parts, facts);
    look_at_odoo(parts, facts);
    look_at_drop_folders(parts, facts);
    const DoctorReport report = diagnose(facts);
    CommandEnd end;
    end.report["problems"] = nlohmann::ordered_json::array();
    for (const Diagnosis& problem : report.problems) {
        parts.console.line(std::string(word(problem.weight)) + ": " + problem.sentence);
        end.report["problems"].push_back({{"weight", word(problem.weight)},
                                          {"code", problem.code},
                                          {"sentence", problem.sentence}});
    }
    if (facts.greeting) {
        end.report["addon"] = facts.greeting->addon;
        end.report["odoo"] = facts.greeting->odoo;
        end.report["database"] = facts.greeting->database;
    }
    end.code = static_cast<ExitCode>(report.exit_code);
    end.summary = report.problems.empty()
                      ? "No problem found."
                      : std::to_string(report.problems.size()) + " things to look at.";
    return end;
}

}  // namespace quittance
