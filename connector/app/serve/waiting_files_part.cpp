#include "app/serve/serve_part.hpp"
#include "app/waiting_files.hpp"
#include "support/log.hpp"

namespace quittance {
namespace {

constexpr std::chrono::seconds between_claims{1};
constexpr int files_a_round = 50;

}  // namespace

ServePart waiting_files_part() {
    return {"files", between_claims, [](const Parts& parts) {
                const CommandEnd end = import_waiting(parts, greeted(parts), files_a_round);
                if (!end.report["files"].empty()) {
                    log_event("files_read", {{"what", end.summary}});
                }
            }};
}

}  // namespace quittance
