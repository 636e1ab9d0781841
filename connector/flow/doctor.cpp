#include "flow/doctor.hpp"

#include "domain/calendar.hpp"

#include <algorithm>
#include <cstdlib>

namespace quittance {
namespace {

using Weight = Diagnosis::Weight;

constexpr long skew_seconds_max = 60;
constexpr long key_days_warning = 14;
constexpr unsigned long free_bytes_min = 100UL * 1024 * 1024;

/// Seconds since 1970 of a moment of the contract; nothing when it is none.
std::optional<long> seconds_of(const std::string& moment) {
    const auto day = parse_date(moment.substr(0, std::min<std::size_t>(moment.size(), 10)));
    if (!day || moment.size() != 20 || moment[10] != 'T' || moment[13] != ':' ||
        moment[16] != ':' || moment[19] != 'Z') {
        return std::nullopt;
    }
    const auto number = [&moment](std::size_t at) {
        return std::strtol(moment.substr(at, 2).c_str(), nullptr, 10);
    };
    const auto days = std::chrono::sys_days(*day).time_since_epoch().count();
    return static_cast<long>(days) * 86'400 + number(11) * 3'600 + number(14) * 60 + number(17);
}

class Doctor {
public:
    explicit Doctor(const DoctorFacts& facts) : facts_(facts) {}

    DoctorReport report();

private:
    void look_at_files();
    void look_at_journal();
    void look_at_drop_folders();
    void look_at_odoo(const Greeting& greeting);
    void look_at_ledger(const Greeting& greeting);
    void look_at_key(const Greeting& greeting);
    void look_at_company(const Greeting& greeting);
    void tell(Weight weight, const std::string& code, const std::string& sentence) {
        report_.problems.push_back({weight, code, sentence});
    }

    const DoctorFacts& facts_;
    DoctorReport report_;
};

void Doctor::look_at_files() {
    if (facts_.config_others_may_write) {
        tell(Weight::configuration, "config_rights",
             facts_.config_path + " may be written by others: chmod go-w");
    }
    if (facts_.key_others_may_read) {
        tell(Weight::configuration, "key_rights",
             facts_.key_path + " may be read by others: chmod 600, then issue a new key in Odoo");
    }
}

void Doctor::look_at_journal() {
    if (!facts_.journal_problem.empty()) {
        tell(Weight::configuration, "journal", facts_.journal_problem);
        return;
    }
    if (facts_.journal_others_may_read) {
        tell(Weight::person, "journal_rights",
             facts_.journal_path + " may be read by others: chmod 600");
    }
    if (facts_.journal_free_bytes < free_bytes_min) {
        tell(Weight::person, "journal_space",
             "less than 100 MB are free for " + facts_.journal_path +
                 ": make room, or nothing will be collected");
    }
    if (facts_.journal_beside_database) {
        tell(Weight::hint, "journal_disk",
             facts_.journal_path +
                 " lies on the same disk as Odoo: put it on another disk or "
                 "machine than the database, or a restore of both together "
                 "goes unnoticed and must be declared");
    }
}

void Doctor::look_at_drop_folders() {
    if (!facts_.drop_problem.empty()) {
        tell(Weight::configuration, "drop", facts_.drop_problem);
    }
    for (const std::string& folder : facts_.drop_unknown) {
        tell(Weight::person, "drop_unknown",
             "the drop folder " + folder +
                 " is no supplier's code: nothing in it is read. Rename it, or enter the code on "
                 "the supplier's contact in Odoo");
    }
}

void Doctor::look_at_odoo(const Greeting& greeting) {
    const auto here = seconds_of(facts_.now);
    const auto there = seconds_of(greeting.time);
    if (here && there && std::labs(*here - *there) > skew_seconds_max) {
        tell(Weight::person, "clock",
             "this machine's clock and Odoo's differ by " +
                 std::to_string(std::labs(*here - *there)) + " seconds: set both by NTP");
    }
    if (greeting.workers > 0 && facts_.connections > greeting.workers) {
        tell(Weight::hint, "connections",
             "[odoo] connections is " + std::to_string(facts_.connections) + ", Odoo has " +
                 std::to_string(greeting.workers) +
                 " workers: more connections than workers "
                 "only wait");
    }
    if (greeting.workers == 0) {
        tell(Weight::hint, "workers",
             "Odoo runs without workers: set `workers` in its configuration, so that people and "
             "the connector do not wait for each other");
    }
}

void Doctor::look_at_ledger(const Greeting& greeting) {
    if (greeting.restore_open) {
        tell(Weight::person, "restore_open",
             "a restore was noticed: run `quittance audit`, then a supervisor accepts it in Odoo "
             "(Quittance > Settings > Ledger)");
    } else if (!greeting.bound) {
        tell(Weight::person, "not_bound", greeting.bound_message);
    }
}

void Doctor::look_at_key(const Greeting& greeting) {
    const auto now = seconds_of(greeting.time);
    const auto end = seconds_of(greeting.api_key_expires);
    if (!now || !end) {
        return;
    }
    const long days = (*end - *now) / 86'400;
    if (days < key_days_warning) {
        tell(Weight::person, "key_expiry",
             "the connector's API key ends on " + greeting.api_key_expires.substr(0, 10) + " (" +
                 std::to_string(days) +
                 " days): a supervisor rotates it in Odoo (Quittance > "
                 "Settings), and its text goes into " +
                 facts_.key_path);
    }
}

void Doctor::look_at_company(const Greeting& greeting) {
    for (const CompanyTerms& company : greeting.companies) {
        if (company.id != facts_.company_id) {
            continue;
        }
        if (company.go_live.empty()) {
            tell(Weight::person, "go_live",
                 "no go-live day is set for " + company.name +
                     ", so nothing is collected: a supervisor sets it in Odoo (Quittance > "
                     "Settings)");
        } else if (!company.collection_on) {
            tell(Weight::person, "collection_off", company.collection_message);
        }
    }
}

DoctorReport Doctor::report() {
    look_at_files();
    look_at_journal();
    look_at_drop_folders();
    if (!facts_.odoo_problem.empty()) {
        tell(facts_.odoo_problem_code == 2 ? Weight::configuration : Weight::outside, "odoo",
             facts_.odoo_problem);
    }
    for (const std::string& refusal : facts_.refusals) {
        tell(Weight::configuration, "contract", refusal);
    }
    if (facts_.greeting && facts_.refusals.empty()) {
        look_at_odoo(*facts_.greeting);
        look_at_ledger(*facts_.greeting);
        look_at_key(*facts_.greeting);
        look_at_company(*facts_.greeting);
    }
    const auto heavier = [](const Diagnosis& left, const Diagnosis& right) {
        return left.weight > right.weight;
    };
    std::stable_sort(report_.problems.begin(), report_.problems.end(), heavier);
    if (!report_.problems.empty()) {
        constexpr int codes[] = {0, 1, 2, 3};
        report_.exit_code = codes[static_cast<int>(report_.problems.front().weight)];
    }
    return std::move(report_);
}

}  // namespace

DoctorReport diagnose(const DoctorFacts& facts) {
    return Doctor(facts).report();
}

}  // namespace quittance
