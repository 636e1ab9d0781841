#pragma once

#include "domain/attempt_state.hpp"

#include <map>
#include <string>
#include <vector>

namespace quittance {

/// What Odoo says of one company that this connector may work for.
struct CompanyTerms {
    int id = 0;
    std::string name;
    std::string currency;
    int decimals = 2;
    std::string timezone;
    bool rounds_per_line = true;  ///< how Odoo rounds taxes; false: over the whole invoice
    bool collection_on = false;
    std::string collection_message;  ///< why it is off, and who switches it on
    std::string go_live;             ///< day, "" when not set
};

/// Odoo's answer to the first call of every command.
struct Greeting {
    int contract = 0;
    std::string addon;
    std::string odoo;
    std::string database;
    std::string epoch;
    bool bound = false;
    bool ever_bound = true;  ///< false: the first days, before anything was ever collected
    std::string bound_message;
    bool restore_open = false;
    std::string time;             ///< UTC moment
    std::string api_key_expires;  ///< UTC moment, "" never
    int workers = 0;
    int lines_max = 2'000;
    int invoices_max = 50;
    int keys_max = 200;
    std::vector<CompanyTerms> companies;
    std::map<std::string, AttemptState> known;  ///< of the keys asked about
};

/// An attempt that the journal acknowledged and Odoo does not know, or knows in an earlier state.
struct LostAttempt {
    std::string key;
    AttemptState acknowledged = AttemptState::absent;
    AttemptState known = AttemptState::absent;
};

/// A run that asks whether it may send what it plans.
struct PlannedRun {
    int company_id = 0;
    std::string as_of;
    std::string run_key;
    bool dry_run = false;   ///< only asked, nothing is kept
    bool as_if_on = false;  ///< what would be, were collection on
};

/// Odoo's answer: `free`, `released` (what is on a released list alone) or `waiting` (nothing is
/// sent until a supervisor has released the list), and who has to do what.
struct RunRelease {
    std::string status = "free";
    std::string message;
};

/// Who is there, on which ledger, and may we collect.
class Gatekeeper {
public:
    virtual ~Gatekeeper() = default;

    /// At most 200 keys. @throws PortError.
    [[nodiscard]] virtual Greeting hello(const std::vector<std::string>& keys) = 0;

    /// Tells Odoo that it was probably restored: nothing is charged until a person has decided.
    virtual void report_restore(const std::vector<LostAttempt>& missing,
                                const std::string& journal) = 0;

    /// Whether the total of what a run plans needs a second pair of eyes.
    [[nodiscard]] virtual RunRelease release(const PlannedRun& run) = 0;
};

}  // namespace quittance
