#pragma once

#include "domain/calendar.hpp"

#include <chrono>
#include <string>

namespace quittance {

/// Time and fresh ids come from outside, so that tests decide them.
class Clock {
public:
    virtual ~Clock() = default;

    /// The UTC moment in the contract's text: `2026-11-01T02:00:00Z`.
    [[nodiscard]] virtual std::string now() = 0;

    /// Today in a time zone of the IANA database. @throws PortError for an unknown zone.
    [[nodiscard]] virtual Date today(const std::string& timezone) = 0;

    /// The day of a moment (as of `now`) in a time zone. @throws PortError for an unknown zone, or
    /// for what is no moment.
    [[nodiscard]] virtual Date day_of(const std::string& moment, const std::string& timezone) = 0;

    /// A key that no other run has.
    [[nodiscard]] virtual std::string fresh_key() = 0;

    virtual void pause(std::chrono::milliseconds duration) = 0;
};

}  // namespace quittance
