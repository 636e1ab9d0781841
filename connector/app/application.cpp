#include "app/application.hpp"

#include "adapters/odoo/json2_transport.hpp"
#include "adapters/odoo/odoo_gatekeeper.hpp"
#include "adapters/odoo/odoo_run_log.hpp"
#include "adapters/odoo/xmlrpc_transport.hpp"
#include "adapters/system/machine.hpp"
#include "adapters/system/system_clock.hpp"
#include "app/own_session.hpp"
#include "app/parts.hpp"
#include "support/port_error.hpp"

#include <memory>
#include <stdexcept>

namespace quittance {
namespace {

constexpr int connections_max = 32;

odoo::Session::Connect connector_to_odoo(const Config& config) {
    return [&config]() -> std::unique_ptr<odoo::Transport> {
        const odoo::Account account{config.odoo.url, config.odoo.database, config.odoo.login,
                                    config.odoo.api_key};
        http::Limits limits;
        limits.total_timeout = std::chrono::seconds(config.odoo.timeout_seconds);
        if (config.odoo.transport == "json2") {
            return std::make_unique<odoo::Json2Transport>(account, limits);
        }
        return std::make_unique<odoo::XmlRpcTransport>(account, limits);
    };
}

CommandEnd run_command(const Parts& parts) {
    switch (parts.options.command) {
        case Command::check:
        case Command::propose:
            break;  // need no Odoo and never come here
        case Command::import:
            return run_import(parts);
        case Command::draft:
            return run_draft(parts);
        case Command::collect:
            return run_collect(parts);
        case Command::reconcile:
            return run_reconcile(parts);
        case Command::night:
            return run_night(parts);
        case Command::serve:
            return run_serve(parts);
        case Command::report:
            return run_report(parts);
        case Command::audit:
            return run_audit(parts);
        case Command::doctor:
            return run_doctor(parts);
    }
    throw std::logic_error("a command without code");
}

ExitCode code_for(Advice advice) {
    switch (advice) {
        case Advice::retry_later:
        case Advice::ask_first:
            return ExitCode::unavailable;
        case Advice::fix_configuration:
            return ExitCode::usage;
        case Advice::fix_data:
            return ExitCode::person;
    }
    return ExitCode::unavailable;
}

/// A sentence of what is outside, and what to do about it.
std::string with_advice(std::string sentence) {
    if (!sentence.empty() && sentence.back() == '.') {
        sentence.pop_back();
    }
    return sentence + ". Nothing is lost: put it right, then run the same command again";
}

/// What works with Odoo, made anew: nothing of it is shared with anybody else.
template <typename Work>
auto with_session(const Options& options, const Config& config, Clock& clock, Console& console,
                  const Work& work) {
    // All calls to Odoo go through one session: a bounded number of connections, each logged in
    // once, which never repeats what may have happened.
    // What each stage may have under way it learns from Odoo's greeting.
    const int most = config.odoo.connections > 0 ? config.odoo.connections : connections_max;
    odoo::Session session(connector_to_odoo(config), most,
                          [&clock](std::chrono::milliseconds time) { clock.pause(time); });
    odoo::OdooGatekeeper gatekeeper(session);
    // Every stage that changes something leaves its record and its report in Odoo.
    odoo::OdooRunLog runs(session, config.company.id, system::host_name());
    return work(Parts{options, config, console, clock, session, gatekeeper, runs});
}

CommandEnd composed(const Options& options, Console& console) {
    if (options.command == Command::check) {
        return run_check(options, console);
    }
    if (options.command == Command::propose) {
        return run_propose(options);
    }
    const Config config = read_config(options.config);
    system::SystemClock clock;
    return with_session(options, config, clock, console, run_command);
}

int failed(Console& console, const Options& options, ExitCode code, const std::string& text) {
    console.problem(text);
    console.finish({{"command", word(options.command)},
                    {"exit_code", static_cast<int>(code)},
                    {"error", text}});
    return static_cast<int>(code);
}

}  // namespace

void with_own_session(const Parts& parts, const std::function<void(const Parts&)>& work) {
    Console console(parts.options.json);
    with_session(parts.options, parts.config, parts.clock, console, work);
}

Admission greeted(const Parts& parts) {
    Admission admission = greet(parts.gatekeeper, parts.config.company.id);
    for (const auto& refusal : admission.refusals) {
        throw PortError(Advice::fix_configuration, refusal.sentence);
    }
    return admission;
}

int run_application(const Options& options) {
    Console console(options.json);
    try {
        const CommandEnd end = composed(options, console);
        nlohmann::ordered_json report = {{"command", word(options.command)},
                                         {"exit_code", static_cast<int>(end.code)},
                                         {"summary", end.summary}};
        report.update(end.report);
        console.line(end.summary);
        console.finish(report);
        return static_cast<int>(end.code);
    } catch (const PortError& error) {
        const ExitCode code = code_for(error.advice());
        return failed(console, options, code,
                      code == ExitCode::unavailable ? with_advice(error.what()) : error.what());
    } catch (const std::exception& error) {
        return failed(console, options, ExitCode::unavailable,
                      std::string("an error inside Quittance: ") + error.what() +
                          ". Nothing is lost; please report it.");
    }
}

}  // namespace quittance
