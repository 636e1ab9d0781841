#pragma once

#include "support/issue.hpp"

#include <optional>
#include <string>

namespace quittance {

/// Rows that say again what an earlier row said: how many, and which the first of them are.
class Repeats {
public:
    void note(int row, int earlier) {
        if (++count_ > listed_max) {
            return;
        }
        if (count_ == 1) {
            first_row_ = row;
        }
        rows_ += (count_ == 1 ? "" : ", ") + std::to_string(row) + " as " + std::to_string(earlier);
    }

    /// Lines that no ticket tells apart are billed: only the supplier knows whether a service was
    /// really rendered twice.
    [[nodiscard]] std::optional<Issue> lines_warning() const {
        return warning("repeated_line", "Rows that are the same as an earlier one: ",
                       "). Each is billed. Reject those that the supplier wrote twice by mistake.");
    }
    /// The ticket says that it is one line.
    [[nodiscard]] std::optional<Issue> tickets_warning() const {
        return warning("repeated_ticket", "Rows that repeat an earlier one and its ticket: ",
                       "). Each ticket is billed once.");
    }

private:
    static constexpr int listed_max = 10;

    [[nodiscard]] std::optional<Issue> warning(const char* code, const char* what,
                                               const char* then) const {
        if (count_ == 0) {
            return std::nullopt;
        }
        const std::string more = count_ > listed_max ? ", …" : "";
        return Issue{code, what + std::to_string(count_) + " (" + rows_ + more + then, first_row_,
                     ""};
    }

    int count_ = 0;
    int first_row_ = 0;
    std::string rows_;
};

}  // namespace quittance
