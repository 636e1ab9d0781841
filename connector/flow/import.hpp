#pragma once

#include "flow/import_plan.hpp"
#include "ports/clock.hpp"
#include "ports/file_store.hpp"
#include "ports/progress.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quittance {

struct ImportRequest {
    IncomingFile file;   ///< without sha256 and period: the stage finds them
    std::string period;  ///< `--period`, "" none
    int company_id = 0;
    std::string timezone;  ///< of the company: decides which month was the last one
    bool dry_run = false;
};

enum class ImportOutcome { imported, known, asked, refused, planned };

/// What became of one file. `total` = the sum of `states` (I5), `unreadable` counted apart.
struct ImportReport {
    std::string name;
    std::string sha256;
    std::string period;  ///< "" by the lines' dates
    ImportOutcome outcome = ImportOutcome::imported;
    std::string message;
    int lines = 0;
    std::string total;
    int unreadable = 0;
    std::map<std::string, StateTotal> states;
    std::vector<Issue> problems;

    /// Whether a person has something to do about it.
    [[nodiscard]] bool asks_a_person() const {
        return outcome == ImportOutcome::asked || outcome == ImportOutcome::refused ||
               !problems.empty();
    }
};

/// A profile from the configuration's folder, for a supplier that has none in Odoo yet.
using ProfileSeed = std::function<std::optional<Profile>(const std::string& name)>;

/// Reads a file's bytes by a profile (readers/service_table). @throws UnreadableFile.
using ServiceReader = std::function<ServiceTable(std::string_view, const Profile&)>;

/// One service file → service lines. The same bytes again change nothing; a bad line stops no
/// other; a file that cannot be read is kept with the reason. Safe to repeat after any failure.
/// @throws PortError.
[[nodiscard]] ImportReport import_file(FileStore& store, Clock& clock, Progress& progress,
                                       const ServiceReader& read, const ProfileSeed& seed,
                                       const ImportRequest& request);

}  // namespace quittance
