#pragma once

#include "adapters/odoo/session.hpp"
#include "adapters/odoo/wire.hpp"
#include "app/config.hpp"
#include "app/console.hpp"
#include "app/exit_code.hpp"
#include "app/options.hpp"
#include "flow/admission.hpp"
#include "ports/clock.hpp"
#include "ports/gatekeeper.hpp"
#include "ports/run_log.hpp"

#include <nlohmann/json.hpp>

namespace quittance {

/// What every command works with; made once, in application.cpp.
struct Parts {
    const Options& options;
    const Config& config;
    Console& console;
    Clock& clock;
    odoo::Session& session;
    Gatekeeper& gatekeeper;
    RunLog& runs;
};

/// A command's end: its exit code, a sentence, and its report for `--json`.
struct CommandEnd {
    ExitCode code = ExitCode::done;
    std::string summary;
    nlohmann::ordered_json report = nlohmann::ordered_json::object();
};

/// Greets Odoo; the company to work for. @throws PortError (fix_configuration) for another
/// contract or a company that is not ours.
[[nodiscard]] Admission greeted(const Parts& parts);

[[nodiscard]] inline odoo::Company company_of(const Admission& admission) {
    return {admission.company.id, admission.company.currency, admission.company.decimals};
}

CommandEnd run_check(const Options& options, Console& console);
/// Its lines for people are the profile's TOML, the doubts as comments in it.
CommandEnd run_propose(const Options& options);
CommandEnd run_import(const Parts& parts);
CommandEnd run_draft(const Parts& parts);
CommandEnd run_collect(const Parts& parts);
CommandEnd run_reconcile(const Parts& parts);
CommandEnd run_night(const Parts& parts);
CommandEnd run_serve(const Parts& parts);
CommandEnd run_report(const Parts& parts);
CommandEnd run_audit(const Parts& parts);
CommandEnd run_doctor(const Parts& parts);

}  // namespace quittance
