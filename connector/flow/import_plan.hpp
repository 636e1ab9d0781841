#pragma once

#include "domain/calendar.hpp"
#include "domain/file_facts.hpp"
#include "domain/line_key.hpp"
#include "domain/repeats.hpp"
#include "domain/seen_lines.hpp"
#include "flow/directory_lookup.hpp"
#include "ports/file_store.hpp"

#include <map>
#include <string>
#include <vector>

namespace quittance {

/// Everything besides the file that decides what its lines become.
struct ImportTerms {
    int company_id = 0;
    std::string period;       ///< of the whole file, "" when each line's date decides
    std::string root_sha256;  ///< of the first file of the chain of corrections
    std::string expected;     ///< `--period`, "" none: lines of another month are warned about
};

/// What became of the planned lines, counted as they were planned.
struct ImportFigures {
    FileTotals totals;
    std::map<std::string, StateTotal> states;  ///< `billable`, `quarantine`
    std::vector<Issue> problems;               ///< of quarantined lines, the first 2,000
    int problems_more = 0;                     ///< that are not listed
};

/// Names clients and services, derives the keys, says which lines wait in quarantine and why,
/// checks the totals rows, warns of lines that repeat another or are of another month. Pure; keeps
/// sums and hashes, never the lines. Profile and directory must outlive it.
class LinePlanner {
public:
    LinePlanner(const Profile& profile, const Directory& directory, ImportTerms terms);

    [[nodiscard]] ServiceLine plan(const ReadRow& row);

    /// The figures of all lines that were planned.
    [[nodiscard]] ImportFigures finish(const FileFacts& facts);

private:
    [[nodiscard]] ServiceLine as_read(const ReadRow& row) const;
    void name_client(const ReadRow& row, ServiceLine& line) const;
    void name_service(const ReadRow& row, ServiceLine& line) const;
    [[nodiscard]] LineIdentity identity_of(const ServiceLine& line) const;
    [[nodiscard]] std::string key_of(const ServiceLine& line);
    [[nodiscard]] LineReading reading_of(ServiceLine line, const RowReading& reading) const;
    int occurrence(const std::string& key, int row);
    void note_month(const ServiceLine& line);
    void count(const ServiceLine& line);
    void note(int row, const LineProblem& problem);
    void warn_of_other_months();
    void warn(std::string code, int row, std::string message);
    void check(const StatedTotal& total);

    const Profile& profile_;
    DirectoryLookup lookup_;
    int supplier_id_;
    ImportTerms terms_;
    SeenLines seen_;
    std::map<std::string, int> occurrences_;  // of the keys that came more than once
    struct Noted {
        int count = 0;
        int row = 0;  // of the first
        std::string period;
    };
    Repeats repeated_;
    Noted other_month_;
    std::map<std::string, Money> sums_;
    ImportFigures figures_;
};

/// Whether a code could not be read in the first place, so that nobody need look for it.
[[nodiscard]] bool is_explained(const ReadRow& row, const std::string& column);

/// The period of a file by the profile's rule, "" when the dates decide. `given` ("" none) wins
/// over the other rules; `came` is the day on which it came. @throws UnreadableFile when no rule
/// gives one.
[[nodiscard]] std::string file_period(const Profile& profile, const std::string& file_name,
                                      const std::string& given, const Date& came);

}  // namespace quittance
