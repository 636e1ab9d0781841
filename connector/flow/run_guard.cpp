#include "flow/run_guard.hpp"

#include "support/port_error.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace quittance {

RunGuard::RunGuard(RunLog& log, std::string run_key, int lease_seconds)
    : log_(log),
      run_key_(std::move(run_key)),
      lease_seconds_(lease_seconds),
      beater_([this] { beat_on(); }) {}

RunGuard::~RunGuard() {
    stop();
}

void RunGuard::progress(const std::string& text) {
    const std::lock_guard lock(mutex_);
    progress_ = text;
}

void RunGuard::beat_on() {
    const std::chrono::seconds pause(std::max(lease_seconds_ / 3, 1));
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, pause, [this] { return ending_; })) {
        const std::string text = progress_;
        lock.unlock();
        try {
            lost_ = !log_.beat(run_key_, lease_seconds_, text) || lost_;
        } catch (const PortError&) {
            // The stage meets the same trouble and reports it; the lease may run out meanwhile.
        }
        lock.lock();
    }
}

void RunGuard::stop() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    wake_.notify_all();
    if (beater_.joinable()) {
        beater_.join();
    }
}

void RunGuard::close(int exit_code, const std::string& summary, const std::string& report_json) {
    stop();
    log_.close(run_key_, exit_code, summary, report_json);
}

}  // namespace quittance
