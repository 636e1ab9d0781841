#include "adapters/odoo/odoo_file_store.hpp"
#include "adapters/system/daemon.hpp"
#include "app/collection_parts.hpp"
#include "app/run_frame.hpp"
#include "app/waiting_files.hpp"
#include "support/log.hpp"
#include "support/port_error.hpp"

#include <algorithm>
#include <chrono>

namespace quittance {
namespace {

using std::chrono::milliseconds;
using Monotonic = std::chrono::steady_clock;

constexpr std::chrono::seconds between_claims{2};
constexpr std::chrono::minutes between_reconciliations{10};
constexpr std::chrono::seconds patience_max{60};
constexpr milliseconds nap{200};
constexpr int files_a_round = 50;

/// One service: files that wait are read within seconds, unfinished attempts are followed up.
class Service {
public:
    explicit Service(const Parts& parts) : parts_(parts) {}

    void work(const std::stop_token& stop) {
        log_event("serve_started", {{"url", parts_.config.odoo.url}});
        while (!stop.stop_requested()) {
            round();
            sleep(stop, pause_);
        }
        log_event("serve_ended", {});
    }

private:
    /// A trouble ends the round, not the service: it tries again, more and more patiently.
    void round() {
        try {
            const Admission admission = greeted(parts_);
            read_files(admission);
            if (Monotonic::now() >= next_reconciliation_) {
                follow_up(admission);
                next_reconciliation_ = Monotonic::now() + between_reconciliations;
            }
            pause_ = between_claims;
        } catch (const PortError& error) {
            log_warning("serve_round_failed", {{"why", error.what()}});
            pause_ = std::min<milliseconds>(pause_ * 2, patience_max);
        }
    }

    void read_files(const Admission& admission) {
        const CommandEnd end = import_waiting(parts_, admission, files_a_round);
        if (!end.report["files"].empty()) {
            log_event("files_read", {{"what", end.summary}});
        }
    }

    void follow_up(const Admission& admission) {
        CollectionParts with(parts_, admission);
        const CommandEnd end = as_run(
            parts_, "reconcile", [&with](const std::string&) { return reconcile_stage(with); });
        log_event("reconciled", {{"what", end.summary}});
    }

    void sleep(const std::stop_token& stop, milliseconds time) {
        for (milliseconds slept{0}; slept < time && !stop.stop_requested(); slept += nap) {
            parts_.clock.pause(nap);
        }
    }

    const Parts& parts_;
    milliseconds pause_ = between_claims;
    Monotonic::time_point next_reconciliation_ = Monotonic::now();
};

}  // namespace

CommandEnd run_serve(const Parts& parts) {
    static_cast<void>(greeted(parts));  // a wrong configuration is told at once
    Service service(parts);
    system::serve_until_told([&service](const std::stop_token& stop) { service.work(stop); });
    return {ExitCode::done, "The service was ended.", {}};
}

}  // namespace quittance
