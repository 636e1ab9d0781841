#pragma once

#include "domain/money.hpp"
#include "support/issue.hpp"

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace quittance {

/// A totals row as the supplier wrote it.
struct StatedTotal {
    int row = 0;
    std::string label;
    std::string stated;  ///< "" when no number could be read in it
    Money computed;      ///< of the rows above
};

/// What a file says besides its rows; whole when its last row has been read.
struct FileFacts {
    std::vector<std::string> headers;  ///< of all columns, "" where there is none
    std::vector<StatedTotal> totals;
    std::vector<Issue> warnings;
    /// Payment cards' numbers that the file should not hold, exactly as they stand in it.
    std::vector<std::string> card_numbers;
};

/// The file cannot be read at all: nothing of it is billable, and the issue says why.
class UnreadableFile : public std::runtime_error {
public:
    explicit UnreadableFile(Issue issue)
        : std::runtime_error(issue.message), issue_(std::move(issue)) {}
    [[nodiscard]] const Issue& issue() const noexcept { return issue_; }

private:
    Issue issue_;
};

}  // namespace quittance
