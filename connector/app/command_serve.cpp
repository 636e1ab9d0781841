#include "adapters/system/daemon.hpp"
#include "app/serve/serve_part.hpp"
#include "support/log.hpp"

#include <thread>
#include <vector>

namespace quittance {

CommandEnd run_serve(const Parts& parts) {
    static_cast<void>(greeted(parts));  // a wrong configuration is told at once
    const std::vector<ServePart> all = {waiting_files_part(), previews_part(), reconcile_part()};
    system::serve_until_told([&](const std::stop_token& stop) {
        log_event("serve_started", {{"url", parts.config.odoo.url}});
        {
            std::vector<std::jthread> threads;
            for (const auto& part : all) {
                threads.emplace_back([&] { keep_doing(part, parts, stop); });
            }
        }
        log_event("serve_ended", {});
    });
    return {ExitCode::done, "The service was ended.", {}};
}

}  // namespace quittance
