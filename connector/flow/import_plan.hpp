#pragma once

#include "domain/calendar.hpp"
#include "domain/service_table.hpp"
#include "ports/file_store.hpp"

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

struct ImportPlan {
    std::vector<ServiceLine> lines;
    FileTotals totals;
    std::vector<Issue> problems;  ///< one for each quarantined line
};

/// Names clients and services, derives the keys, says which lines wait in quarantine and why,
/// checks the totals rows, warns of lines that repeat another or are of another month. Pure.
[[nodiscard]] ImportPlan plan_import(const ServiceTable& table, const Profile& profile,
                                     const Directory& directory, const ImportTerms& terms);

/// The period of a file by the profile's rule, "" when the dates decide. `given` ("" none) wins
/// over the other rules. @throws UnreadableFile when no rule gives one.
[[nodiscard]] std::string file_period(const Profile& profile, const std::string& file_name,
                                      const std::string& given, const Date& today);

}  // namespace quittance
