#include "flow/asked_attempts.hpp"

#include "support/port_error.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace quittance {
namespace {

bool stops_the_run(const std::string& error_code) {
    constexpr std::array<std::string_view, 4> stops = {"stopped", "not_bound", "restore_open",
                                                       "provider_key"};
    return std::find(stops.begin(), stops.end(), error_code) != stops.end();
}

}  // namespace

void AskedAttempts::take_up(const AttemptStatus& status) {
    witnessing_.introduce(status);
    const std::lock_guard lock(mutex_);
    statuses_[status.key] = status;
}

std::vector<AttemptStatus> AskedAttempts::ask(WitnessStep step, const Keys& keys,
                                              const Call& call) {
    witnessing_.intend(step, keys);
    std::vector<AttemptStatus> statuses;
    try {
        statuses = call();
    } catch (const PortError& error) {
        if (error.advice() != Advice::ask_first) {
            throw;
        }
        statuses = ledger_.status(keys);
    }
    witnessing_.answered(step, statuses);
    learn(statuses);
    return statuses;
}

void AskedAttempts::learn(const std::vector<AttemptStatus>& statuses) {
    const std::lock_guard lock(mutex_);
    for (const AttemptStatus& status : statuses) {
        if (stops_the_run(status.error_code) && stop_.empty()) {
            stop_ = status.message.empty() ? status.error_code : status.message;
        }
        statuses_[status.key] = status;
    }
}

std::optional<AttemptStatus> AskedAttempts::find(const std::string& key) const {
    const std::lock_guard lock(mutex_);
    const auto known = statuses_.find(key);
    return known == statuses_.end() ? std::nullopt : std::optional(known->second);
}

AskedAttempts::Keys AskedAttempts::where(bool (*wanted)(const AttemptStatus&)) const {
    const std::lock_guard lock(mutex_);
    Keys keys;
    for (const auto& [key, status] : statuses_) {
        if (wanted(status)) {
            keys.push_back(key);
        }
    }
    return keys;
}

std::string AskedAttempts::stop() const {
    const std::lock_guard lock(mutex_);
    return stop_;
}

}  // namespace quittance
