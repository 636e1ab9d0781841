#pragma once

#include "domain/file_facts.hpp"
#include "domain/profile.hpp"
#include "ports/service_rows.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace quittance {

/// What a file holds, read and checked without Odoo.
struct CheckReport {
    bool readable = true;
    int lines = 0;
    Money amount;
    int unreadable = 0;  ///< lines without an amount that can be read
    int lines_with_problems = 0;
    std::map<std::string, int> codes;  ///< how many problems of each code
    std::vector<Issue> problems;       ///< the first of them, as many as were asked for
    int repeated_tickets = 0;          ///< with the same content: one line
    std::vector<StatedTotal> totals;
    std::vector<Issue> warnings;
    std::vector<std::string> headers;
};

/// Called with each row and what is wrong with it.
using RowWatch = std::function<void(const ReadRow&)>;

/// Reads all of a file: each row by itself, then what only the whole file shows: tickets that come
/// twice, lines that repeat another, totals rows. A file that cannot be read is a report too.
[[nodiscard]] CheckReport check_file(const RowsOpener& open, const std::string& path,
                                     const Profile& profile, std::size_t problems_max,
                                     const RowWatch& watch);

}  // namespace quittance
