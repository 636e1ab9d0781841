#pragma once

#include "ports/clock.hpp"

namespace quittance::system {

/// The machine's time. The only place that reads the wall clock.
class SystemClock final : public Clock {
public:
    std::string now() override;
    Date today(const std::string& timezone) override;
    Date day_of(const std::string& moment, const std::string& timezone) override;
    std::string fresh_key() override;
    void pause(std::chrono::milliseconds duration) override;
};

}  // namespace quittance::system
