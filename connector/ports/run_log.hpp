#pragma once

#include <string>

namespace quittance {

enum class RunAdmission { opened, resumed, busy };

struct RunTicket {
    RunAdmission admission = RunAdmission::opened;
    std::string by;     ///< who holds it, when busy
    std::string since;  ///< UTC moment
};

/// The record of runs in Odoo: one live run of a kind per company.
class RunLog {
public:
    virtual ~RunLog() = default;

    /// `kind`: import, draft, collect, reconcile, night or audit.
    virtual RunTicket open(const std::string& kind, const std::string& run_key,
                           int lease_seconds) = 0;

    /// False when the lease was lost: another run may be under way, so stop.
    virtual bool beat(const std::string& run_key, int lease_seconds,
                      const std::string& progress) = 0;

    virtual void close(const std::string& run_key, int exit_code, const std::string& summary,
                       const std::string& report_json) = 0;
};

}  // namespace quittance
