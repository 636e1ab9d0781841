#include "app/serve/kept_greeting.hpp"
#include "app/serve/serve_part.hpp"
#include "app/waiting_files.hpp"
#include "support/log.hpp"

#include <memory>

namespace quittance {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds between_claims{1000};
constexpr milliseconds between_small_claims{400};
// A supplier who looks at the page waits for it: some 4,000 lines, read in seconds.
constexpr std::int64_t small_bytes = 512 * 1024;
constexpr int files_a_round = 50;

ServePart files_part(const char* name, milliseconds pause, std::int64_t size_max) {
    const auto greeting = std::make_shared<KeptGreeting>();
    return {name, pause, [greeting, size_max](const Parts& parts) {
                greeting->with(parts, [&](const Admission& admission) {
                    const CommandEnd end =
                        import_waiting(parts, admission, size_max, files_a_round);
                    if (!end.report["files"].empty()) {
                        log_event("files_read", {{"what", end.summary}});
                    }
                });
            }};
}

}  // namespace

ServePart waiting_files_part() {
    return files_part("files", between_claims, 0);
}

ServePart small_files_part() {
    return files_part("small_files", between_small_claims, small_bytes);
}

}  // namespace quittance
