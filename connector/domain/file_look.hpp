#pragma once

#include "domain/profile.hpp"
#include "support/issue.hpp"

#include <string>
#include <vector>

namespace quittance {

/// A row as it stands in a file.
struct RawRow {
    int row = 0;
    bool hidden = false;
    std::vector<std::string> cells;
};

struct LookedSheet {
    std::string name;
    int rows = 0;
    bool hidden = false;
};

/// What a file looks like before anybody has said how to read it.
struct FileLook {
    std::string format;  ///< `csv fixed sections spreadsheet json`
    Profile profile;     ///< the one given, or a proposal that a person confirms
    bool proposed = false;
    std::vector<Issue> doubts;  ///< of a proposal: what it cannot know (code `uncertain`)
    std::vector<LookedSheet> sheets;
    std::vector<RawRow> rows;  ///< the first ones
    /// What the profile calls the rows' columns, where no row says so: positions, JSON's keys.
    std::vector<std::string> columns;
};

}  // namespace quittance
