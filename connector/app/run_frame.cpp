#include "app/run_frame.hpp"

#include "adapters/system/run_claim.hpp"
#include "flow/run_guard.hpp"
#include "support/port_error.hpp"

#include <optional>

namespace quittance {
namespace {

CommandEnd busy(const std::string& kind, const std::string& who) {
    CommandEnd end;
    end.code = kind == "night" ? ExitCode::stopped : ExitCode::unavailable;
    end.summary = who + "; this run did nothing.";
    end.report["busy"] = true;
    return end;
}

/// Resumes the run that died here, or opens a fresh one: always when Odoo has ended or lost the
/// dead one meanwhile.
RunTicket opened(const Parts& parts, const std::string& kind, system::RunClaim& claim,
                 std::string& key) {
    key = claim.abandoned_key();
    if (!key.empty()) {
        try {
            return parts.runs.open(kind, key, parts.config.runs.lease_seconds);
        } catch (const PortError& error) {
            if (error.advice() != Advice::fix_data) {
                throw;
            }
        }
    }
    key = parts.clock.fresh_key();
    claim.remember(key);
    return parts.runs.open(kind, key, parts.config.runs.lease_seconds);
}

}  // namespace

CommandEnd as_run(const Parts& parts, const std::string& kind,
                  const std::function<CommandEnd(const std::string& key)>& stage) {
    if (parts.options.dry_run) {
        return stage("");
    }
    std::optional<system::RunClaim> claimed;
    try {
        claimed.emplace(system::RunClaim::take(parts.config.journal.path, kind));
    } catch (const PortError& error) {
        if (error.advice() != Advice::retry_later) {
            throw;
        }
        return busy(kind, error.what());
    }
    system::RunClaim& claim = *claimed;
    std::string key;
    const RunTicket ticket = opened(parts, kind, claim, key);
    if (ticket.admission == RunAdmission::busy) {
        claim.remember("");
        return busy(kind, "another " + kind + " run is under way on " + ticket.by + " since " +
                              ticket.since);
    }
    RunGuard guard(parts.runs, key, parts.config.runs.lease_seconds);
    try {
        CommandEnd end = stage(key);
        guard.close(static_cast<int>(end.code), end.summary, end.report.dump());
        claim.remember("");
        return end;
    } catch (const PortError& error) {
        guard.close(static_cast<int>(ExitCode::unavailable), error.what(), "{}");
        claim.remember("");
        throw;
    }
}

}  // namespace quittance
