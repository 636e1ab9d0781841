#pragma once

#include "ports/run_log.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace quittance {

/// Keeps a run's lease alive in the background, while its stage works.
class RunGuard {
public:
    /// The run must have been opened (or resumed) with the same lease.
    RunGuard(RunLog& log, std::string run_key, int lease_seconds);
    ~RunGuard();
    RunGuard(const RunGuard&) = delete;
    RunGuard& operator=(const RunGuard&) = delete;

    /// What the next beat says. For any thread.
    void progress(const std::string& text);

    /// True when another run took over. A stage need not watch it for safety (the protocol lets
    /// no two runs charge twice); it tells that the report is not the only one.
    [[nodiscard]] bool lost() const { return lost_; }

    /// Ends the run with its report. Only once.
    void close(int exit_code, const std::string& summary, const std::string& report_json);

private:
    void beat_on();
    void stop();

    RunLog& log_;
    std::string run_key_;
    int lease_seconds_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::string progress_;
    bool ending_ = false;
    std::atomic<bool> lost_{false};
    std::jthread beater_;
};

}  // namespace quittance
