#include "adapters/system/daemon.hpp"
#include "app/serve/drop_part.hpp"
#include "app/serve/serve_part.hpp"
#include "app/serve/uploads.hpp"
#include "support/log.hpp"
#include "support/port_error.hpp"

#include <optional>
#include <thread>
#include <vector>

namespace quittance {
namespace {

/// A wrong configuration is told at once. That Odoo is down keeps no file from being received.
void check_greeting(const Parts& parts) {
    try {
        static_cast<void>(greeted(parts));
    } catch (const PortError& error) {
        if (error.advice() == Advice::fix_configuration) {
            throw;
        }
        log_warning("serve_without_odoo", {{"why", error.what()}});
    }
}

/// In a thread in which the signals that end the service are blocked, as they then are in all
/// threads that the door begins.
void serve(const Parts& parts, const std::stop_token& stop) {
    std::vector<ServePart> all = {waiting_files_part(), small_files_part(), previews_part(),
                                  reconcile_part()};
    std::optional<Uploads> uploads;
    if (!parts.config.http.listen.empty()) {
        uploads.emplace(parts);
        all.push_back(uploads->tokens_part());
        all.push_back(uploads->uploads_part());
    }
    if (!parts.config.drop.root.empty()) {
        all.push_back(drop_part(parts));
    }
    log_event("serve_started", {{"url", parts.config.odoo.url}});
    {
        std::vector<std::jthread> threads;
        for (const auto& part : all) {
            threads.emplace_back([&] { keep_doing(part, parts, stop); });
        }
    }
    log_event("serve_ended", {});
}

}  // namespace

CommandEnd run_serve(const Parts& parts) {
    check_greeting(parts);
    system::serve_until_told([&](const std::stop_token& stop) { serve(parts, stop); });
    CommandEnd end;
    end.summary = "The service was ended.";
    return end;
}

}  // namespace quittance
