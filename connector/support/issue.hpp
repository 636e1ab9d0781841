#pragma once

#include <string>

namespace quittance {

/// A record is wrong: what, where, and what to do. Collected; the rest goes on.
struct Issue {
    std::string code{};     ///< a word of docs/rpc_contract.md
    std::string message{};  ///< a sentence that says what is wrong and what to do
    int row = 0;            ///< line of the file, 0: the file as a whole
    std::string column{};   ///< header of the column, "" none
};

}  // namespace quittance
