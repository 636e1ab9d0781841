#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quittance {

#ifdef QUITTANCE_CRASH_POINTS

/// A place where the tests end the process as a power cut would.
///
/// Only builds made with -DQUITTANCE_CRASH_POINTS=ON have them: with QUITTANCE_CRASH_AT=NAME[:N]
/// in the environment, the N-th (first) arrival at NAME = `place` + `detail` is SIGKILL.
void crash_point(std::string_view place, std::string_view detail = "");

/// Every name, for the driver that must try them all.
[[nodiscard]] std::vector<std::string> crash_points();

#else

inline void crash_point(std::string_view /*place*/, std::string_view /*detail*/ = "") noexcept {}
[[nodiscard]] inline std::vector<std::string> crash_points() {
    return {};
}

#endif

}  // namespace quittance
