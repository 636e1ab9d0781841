#include "app/serve/serve_part.hpp"

#include "app/own_session.hpp"
#include "support/log.hpp"

#include <algorithm>
#include <exception>

namespace quittance {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds patience_max{60};
constexpr milliseconds nap{100};

void sleep(const Parts& parts, const std::stop_token& stop, milliseconds time) {
    for (milliseconds slept{0}; slept < time && !stop.stop_requested(); slept += nap) {
        parts.clock.pause(std::min(nap, time));
    }
}

}  // namespace

void keep_doing(const ServePart& part, const Parts& parts, const std::stop_token& stop) {
    with_own_session(parts, [&](const Parts& own) {
        milliseconds pause = part.pause;
        while (!stop.stop_requested()) {
            try {
                part.round(own);
                pause = part.pause;
            } catch (const std::exception& error) {
                log_warning("serve_round_failed", {{"part", part.name}, {"why", error.what()}});
                pause = std::clamp<milliseconds>(pause * 2, part.pause,
                                                 std::max<milliseconds>(patience_max, part.pause));
            }
            sleep(own, stop, pause);
        }
    });
}

}  // namespace quittance
