#pragma once

#include "app/parts.hpp"

#include <chrono>
#include <functional>
#include <optional>

namespace quittance {

/// Odoo's greeting for a part that asks several times a second: good for half a minute, and no
/// longer than all goes well, as another contract shows in failing calls first. For one thread.
class KeptGreeting {
public:
    /// @throws PortError as `greeted` does; what `work` throws goes through.
    void with(const Parts& parts, const std::function<void(const Admission&)>& work);

private:
    using Monotonic = std::chrono::steady_clock;

    std::optional<Admission> admission_;
    Monotonic::time_point since_;
};

}  // namespace quittance
