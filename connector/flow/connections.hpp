#pragma once

#include <algorithm>

namespace quittance {

/// Calls to Odoo under way at once while money moves, so that a worker stays free for the
/// provider's webhooks. `configured` 0: as many as that leaves. Odoo without workers: 2.
[[nodiscard]] inline int charging_connections(int configured, int workers) {
    if (workers < 1) {
        return configured > 0 ? configured : 2;
    }
    const int spare_one = std::max(workers - 1, 1);
    return configured > 0 ? std::min(configured, spare_one) : spare_one;
}

/// The same where no webhook is waited for: what was configured holds.
[[nodiscard]] inline int drafting_connections(int configured, int workers) {
    return configured > 0 ? configured : charging_connections(0, workers);
}

}  // namespace quittance
