#pragma once

#include "ports/gatekeeper.hpp"

#include <optional>
#include <string>
#include <vector>

namespace quittance {

/// What was found on this machine and in Odoo.
struct DoctorFacts {
    std::string now;  ///< UTC moment of this machine
    std::string config_path;
    bool config_others_may_write = false;
    std::string key_path;
    bool key_others_may_read = false;
    std::string journal_path;
    bool journal_exists = false;
    bool journal_others_may_read = false;
    std::string journal_problem;           ///< why it cannot be opened, "" it can
    bool journal_beside_database = false;  ///< Odoo is on this machine and shares its disk
    unsigned long journal_free_bytes = 0;
    int connections = 0;
    std::string odoo_problem;   ///< why Odoo gave no greeting, "" it did
    int odoo_problem_code = 3;  ///< exit code of that problem
    std::optional<Greeting> greeting;
    int company_id = 0;
    std::vector<std::string> refusals;      ///< of the greeting: contract, company
    std::string drop_problem;               ///< why the drop folder cannot be watched, "" it can
    std::vector<std::string> drop_unknown;  ///< drop folders whose name is no supplier's code
};

struct Diagnosis {
    enum class Weight { hint, person, configuration, outside };
    Weight weight = Weight::hint;
    std::string code;
    std::string sentence;  ///< what is wrong and what to do
};

struct DoctorReport {
    std::vector<Diagnosis> problems;  ///< gravest first
    int exit_code = 0;                ///< hints alone: 0
};

/// Every problem with what to do about it. Pure.
[[nodiscard]] DoctorReport diagnose(const DoctorFacts& facts);

}  // namespace quittance
