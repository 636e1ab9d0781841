#pragma once

#include "domain/profile.hpp"
#include "readers/record.hpp"

#include <string>
#include <vector>

namespace quittance {

/// How a supplier marks what it gives back: as written, all figures the other way round, or a
/// word in a column of its own.
class SignRule {
public:
    explicit SignRule(const Profile& profile);

    /// Whether the figures of a row with this cell in the sign's column change their sign.
    [[nodiscard]] bool turns(const Cell& sign) const;
    /// A word marks a credit: then a negative figure says it a second time.
    [[nodiscard]] bool is_by_column() const { return by_column_; }

private:
    bool negated_;
    bool by_column_;
    std::vector<std::string> credits_;  // folded
};

}  // namespace quittance
