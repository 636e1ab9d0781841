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
    /// Whether the word there is neither one of the profile's credits nor one of its charges.
    [[nodiscard]] bool is_unknown(const Cell& sign) const;
    /// The profile says which words mean charges.
    [[nodiscard]] bool knows_charges() const { return !charges_.empty(); }
    /// A word marks a credit: then a negative figure says it a second time.
    [[nodiscard]] bool is_by_column() const { return by_column_; }

private:
    bool negated_;
    bool by_column_;
    std::vector<std::string> credits_;  // folded
    std::vector<std::string> charges_;  // folded
};

}  // namespace quittance
