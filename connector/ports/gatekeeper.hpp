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

/// Who is there, on which ledger, and may we collect.
class Gatekeeper {
public:
    virtual ~Gatekeeper() = default;

    /// At most 200 keys. @throws PortError.
    [[nodiscard]] virtual Greeting hello(const std::vector<std::string>& keys) = 0;

    /// Tells Odoo that it was probably restored: nothing is charged until a person has decided.
    virtual void report_restore(const std::vector<LostAttempt>& missing,
                                const std::string& journal) = 0;
};

}  // namespace quittance
