#include "adapters/system/system_clock.hpp"

#include "support/port_error.hpp"

#include <date/tz.h>

#include <random>
#include <sstream>
#include <thread>

namespace quittance::system {

std::string SystemClock::now() {
    const auto moment = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return date::format("%FT%TZ", moment);
}

Date SystemClock::today(const std::string& timezone) {
    return day_of(now(), timezone);
}

Date SystemClock::day_of(const std::string& moment, const std::string& timezone) {
    std::string whole = moment;  // seconds: a moment may say less
    if (const std::size_t point = whole.find('.'); point != std::string::npos) {
        whole.replace(point, std::string::npos, "Z");
    }
    std::istringstream text(whole);
    date::sys_seconds seconds;
    text >> date::parse("%FT%TZ", seconds);
    if (text.fail()) {
        throw PortError(Advice::fix_data, "'" + moment + "' is no moment as 2026-11-01T02:00:00Z.");
    }
    try {
        const auto local = date::make_zoned(timezone, seconds);
        const date::year_month_day day(std::chrono::floor<date::days>(local.get_local_time()));
        return std::chrono::year(static_cast<int>(day.year())) /
               std::chrono::month(static_cast<unsigned>(day.month())) /
               std::chrono::day(static_cast<unsigned>(day.day()));
    } catch (const std::runtime_error&) {
        throw PortError(Advice::fix_configuration,
                        "the time zone \"" + timezone +
                            "\" is unknown on this machine: correct it in Odoo (Quittance > "
                            "Settings), or install the package tzdata");
    }
}

std::string SystemClock::fresh_key() {
    constexpr std::string_view digits = "0123456789abcdef";
    std::random_device random;  // the kernel's generator
    std::string key;
    for (int i = 0; i < 16; ++i) {
        const unsigned int value = random();
        key.push_back(digits[value & 15U]);
        key.push_back(digits[(value >> 4U) & 15U]);
    }
    return key;
}

void SystemClock::pause(std::chrono::milliseconds duration) {
    std::this_thread::sleep_for(duration);
}

}  // namespace quittance::system
