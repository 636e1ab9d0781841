#pragma once

#include "support/issue.hpp"

#include <string>
#include <utility>
#include <vector>

namespace quittance {

/// Notes what a person has to check or to decide before the proposal is kept.
inline void doubt(std::vector<Issue>& doubts, std::string message, const std::string& column = "",
                  int row = 0) {
    doubts.push_back({"uncertain", std::move(message), row, column});
}

}  // namespace quittance
