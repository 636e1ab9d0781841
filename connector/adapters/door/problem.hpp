#pragma once

#include <exception>
#include <string>

namespace quittance::door {

/// Ends a request: an HTTP status, a word that programs compare and a sentence for people.
struct Problem : std::exception {
    Problem(int with_status, std::string with_code, std::string with_sentence)
        : status(with_status), code(std::move(with_code)), sentence(std::move(with_sentence)) {}
    [[nodiscard]] const char* what() const noexcept override { return sentence.c_str(); }

    int status;
    std::string code;
    std::string sentence;
};

}  // namespace quittance::door
