#include "app/collection_parts.hpp"
#include "app/quarantine_view.hpp"
#include "app/run_frame.hpp"
#include "app/waiting_files.hpp"
#include "flow/night.hpp"
#include "flow/run_guard.hpp"
#include "support/port_error.hpp"

namespace quittance {
namespace {

constexpr int files_a_night = 10'000;

using Stage = std::function<CommandEnd(const std::string& run_key)>;

/// Opens a stage's run under the night's key. A night that was resumed finds the runs of its
/// ended stages closed: the stage then gets a run of its own number.
std::string open_stage(const Parts& parts, const std::string& night_key, const std::string& kind,
                       const std::string& name, RunTicket& ticket) {
    std::string key = night_key + "/" + name;
    try {
        ticket = parts.runs.open(kind, key, parts.config.runs.lease_seconds);
    } catch (const PortError& error) {
        if (error.advice() != Advice::fix_data) {
            throw;
        }
        key += "-" + parts.clock.fresh_key().substr(0, 8);
        ticket = parts.runs.open(kind, key, parts.config.runs.lease_seconds);
    }
    return key;
}

/// A stage inside the night, recorded as a run of its own.
StageEnd recorded(const Parts& parts, const std::string& night_key, const std::string& kind,
                  const std::string& name, const Stage& stage, nlohmann::ordered_json& reports) {
    if (parts.options.dry_run) {
        CommandEnd end = stage("");
        reports[name] = std::move(end.report);
        return {name, static_cast<int>(end.code), end.summary};
    }
    RunTicket ticket;
    const std::string key = open_stage(parts, night_key, kind, name, ticket);
    if (ticket.admission == RunAdmission::busy) {
        return {name, static_cast<int>(ExitCode::unavailable),
                "another " + kind + " is under way on " + ticket.by};
    }
    RunGuard guard(parts.runs, key, parts.config.runs.lease_seconds);
    try {
        CommandEnd end = stage(key);
        const std::string summary = end.summary;  // the night says once what is in quarantine
        add_quarantine(parts, end, " ");
        guard.close(static_cast<int>(end.code), end.summary, end.report.dump());
        reports[name] = std::move(end.report);
        return {name, static_cast<int>(end.code), summary};
    } catch (const PortError& error) {
        guard.close(static_cast<int>(ExitCode::unavailable), error.what(), "{}");
        throw;
    }
}

/// A switch that a person has put to off is no failure of the night.
CommandEnd collected(CollectionParts& with, const std::string& key) {
    CommandEnd end = collect_stage(with, key);
    if (end.report.value("only_switched_off", false)) {
        end.code = ExitCode::person;
    }
    return end;
}

CommandEnd through_the_night(const Parts& parts, const std::string& night_key) {
    const Admission admission = greeted(parts);
    CollectionParts with(parts, admission);
    CommandEnd end;
    nlohmann::ordered_json& reports = end.report["reports"];
    const auto stage = [&](const std::string& kind, const std::string& name, const Stage& work) {
        return NightStage{name, [&, kind, name, work] {
                              return recorded(parts, night_key, kind, name, work, reports);
                          }};
    };
    const Stage follow_up = [&](const std::string&) { return reconcile_stage(with); };
    std::vector<NightStage> stages = {
        stage("reconcile", "reconcile", follow_up),
        stage("collect", "collect", [&](const std::string& key) { return collected(with, key); }),
        stage("reconcile", "reconcile-after", follow_up),
        stage("audit", "audit", [&](const std::string&) { return audit_stage(with, true); })};
    if (!parts.options.dry_run) {  // a claim is a change
        stages.insert(stages.begin() + 1, stage("import", "import", [&](const std::string&) {
                          return import_waiting(parts, admission, 0, files_a_night);
                      }));
    }
    const NightReport report = night(stages);
    end.code = static_cast<ExitCode>(report.exit_code);
    end.summary = report.summary();
    end.report["stages"] = nlohmann::ordered_json::array();
    for (const StageEnd& one : report.stages) {
        end.report["stages"].push_back(
            {{"name", one.name}, {"exit_code", one.exit_code}, {"summary", one.summary}});
    }
    add_quarantine(parts, end, " | ");
    return end;
}

}  // namespace

CommandEnd run_night(const Parts& parts) {
    return as_run(parts, "night",
                  [&parts](const std::string& key) { return through_the_night(parts, key); });
}

}  // namespace quittance
