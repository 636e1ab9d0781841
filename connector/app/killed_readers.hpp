#pragma once

#include "flow/import.hpp"
#include "ports/reader_killed.hpp"

#include <map>
#include <mutex>
#include <string>

namespace quittance {

/// How often the reader of a file was killed, while this process runs: a file is not tried for ever
/// that makes the system kill whoever reads it. For several threads.
class KilledReaders {
public:
    static constexpr int tries_max = 3;

    /// Imports a file: `import` is told whether this is the last try. @throws what it throws.
    template <typename Import>
    ImportReport count(const std::string& sha256, const Import& import) {
        try {
            ImportReport report = import(tries_of(sha256) + 1 >= tries_max);
            forget(sha256);
            return report;
        } catch (const ReaderKilled&) {
            note(sha256);
            throw;
        }
    }

private:
    int tries_of(const std::string& sha256) {
        const std::lock_guard lock(mutex_);
        const auto found = tries_.find(sha256);
        return found == tries_.end() ? 0 : found->second;
    }
    void note(const std::string& sha256) {
        const std::lock_guard lock(mutex_);
        ++tries_[sha256];
    }
    void forget(const std::string& sha256) {
        const std::lock_guard lock(mutex_);
        tries_.erase(sha256);
    }

    std::mutex mutex_;
    std::map<std::string, int> tries_;
};

}  // namespace quittance
