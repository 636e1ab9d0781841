#pragma once

#include "domain/profile.hpp"
#include "domain/service_line.hpp"
#include "readers/services/sign_rule.hpp"

#include <optional>
#include <string>
#include <vector>

namespace quittance {

/// Words in the sign's column that the profile does not know: each may mean a credit.
class SignWords {
public:
    explicit SignWords(const Profile& profile) : rule_(profile), column_(profile.sign_column) {}

    /// The row's problem where the profile says which words mean charges; otherwise the word counts
    /// as one of them, and the file warns of it.
    void check(const Cell& sign, ReadRow& row);

    [[nodiscard]] std::optional<Issue> warning() const;

private:
    SignRule rule_;
    std::string column_;
    std::vector<std::string> taken_for_charges_;
};

}  // namespace quittance
