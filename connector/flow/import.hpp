#pragma once

#include "flow/import_plan.hpp"
#include "ports/clock.hpp"
#include "ports/file_store.hpp"
#include "ports/progress.hpp"
#include "ports/service_rows.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace quittance {

struct ImportRequest {
    IncomingFile file;   ///< without profile's name and period: the stage finds them
    std::string period;  ///< `--period`, "" none
    int company_id = 0;
    std::string timezone;  ///< of the company: decides which month was the last one
    bool dry_run = false;
    bool unattended = false;  ///< nobody is there to add a missing profile: it is refused then
    bool last_try = false;    ///< its reader was killed before: once more, and it is refused
};

enum class ImportOutcome { imported, known, asked, refused, planned };

/// A copy of a file with these card numbers masked everywhere. It is there as long as `owner`.
struct MaskedCopy {
    std::shared_ptr<const void> owner;
    std::string path;
    std::string sha256;
    std::int64_t size = 0;
};

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
    int problems_more = 0;    ///< that are not listed
    SupplierAnswer supplier;  ///< what alone the supplier's own program is told
    MaskedCopy masked;        ///< what may be kept of a file with card numbers; `path` "": as it is
    bool may_be_kept = true;  ///< false: it holds card numbers that cannot be masked

    /// Whether a person has something to do about it.
    [[nodiscard]] bool asks_a_person() const {
        return outcome == ImportOutcome::asked || outcome == ImportOutcome::refused ||
               !problems.empty();
    }
};

/// A profile from the configuration's folder, for a supplier that has none in Odoo yet.
using ProfileSeed = std::function<std::optional<Profile>(const std::string& name)>;

/// Makes a masked copy. @throws UnreadableFile (`card_number`) when it cannot: then nothing is
/// kept.
using CardMasker =
    std::function<MaskedCopy(const std::string& path, const std::vector<std::string>& numbers)>;

/// The payment card numbers in a file whose rows cannot be read. @throws UnreadableFile.
using CardFinder =
    std::function<std::vector<std::string>(const std::string& path, const Profile& profile)>;

/// How an import gets at files and profiles.
struct ImportTools {
    RowsOpener rows;
    CardMasker mask;
    CardFinder cards;
    ProfileSeed seed;
};

/// One service file → service lines, read as a stream: first all of it, to see whether it can be
/// read, then again, sent in parts. The same bytes again change nothing; a bad line stops no other;
/// a file that cannot be read is kept with the reason, and nothing of one whose card numbers cannot
/// be masked. Safe to repeat after any failure.
/// @throws PortError; ReaderKilled unless it was the last try.
[[nodiscard]] ImportReport import_file(FileStore& store, Clock& clock, Progress& progress,
                                       const ImportTools& tools, const ImportRequest& request);

}  // namespace quittance
