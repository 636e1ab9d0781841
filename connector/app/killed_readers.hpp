#pragma once

#include "flow/import.hpp"
#include "ports/reader_killed.hpp"

#include <string>

namespace quittance {

/// How often the reader of a file was killed: a file is not tried for ever that makes the system
/// kill whoever reads it, perhaps this process as well. Kept in a folder, a small file for each
/// that is being tried, so that a restart forgets nothing.
class KilledReaders {
public:
    static constexpr int tries_max = 3;

    /// `folder` is made once there is something to keep.
    explicit KilledReaders(std::string folder) : folder_(std::move(folder)) {}

    /// Imports a file: `import` is told whether this is the last try. @throws what it throws.
    template <typename Import>
    ImportReport count(const std::string& sha256, const Import& import) const {
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
    [[nodiscard]] std::string path_of(const std::string& sha256) const;
    [[nodiscard]] int tries_of(const std::string& sha256) const;
    /// What cannot be kept is logged: the file is read again either way.
    void note(const std::string& sha256) const;
    void forget(const std::string& sha256) const;

    std::string folder_;
};

}  // namespace quittance
