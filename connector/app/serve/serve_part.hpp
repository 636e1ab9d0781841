#pragma once

#include "app/parts.hpp"

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>

namespace quittance {

/// One of the things that `serve` does, over and over: what, and how long it rests in between.
struct ServePart {
    std::string name;
    std::chrono::milliseconds pause;
    std::function<void(const Parts&)> round;
};

/// Does the part's rounds in this thread, with a session of its own, until it is told to stop. A
/// trouble ends the round, not the part: it tries again, more and more patiently.
void keep_doing(const ServePart& part, const Parts& parts, const std::stop_token& stop);

/// Files that wait in Odoo are read, the small ones also while a large one is.
[[nodiscard]] ServePart waiting_files_part();
[[nodiscard]] ServePart small_files_part();
/// Unfinished attempts are followed up.
[[nodiscard]] ServePart reconcile_part();
/// Samples on the accountants' screens are answered, whatever else is under way.
[[nodiscard]] ServePart previews_part();

}  // namespace quittance
