#pragma once

#include <stdexcept>
#include <string>

namespace quittance {

/// What whoever catches a port error can do about it.
enum class Advice {
    retry_later,        ///< nothing happened; the outside may be back later
    fix_configuration,  ///< it will fail until somebody changes a setting
    fix_data,           ///< a record is wrong; the others are not
    ask_first           ///< it may have happened: ask before doing it again
};

/// The outside is broken: thrown by adapters, caught around one item of a stage and in main.
/// The text is a sentence for the operator, without secrets.
class PortError : public std::runtime_error {
public:
    PortError(Advice advice, const std::string& text) : std::runtime_error(text), advice_(advice) {}

    [[nodiscard]] Advice advice() const noexcept { return advice_; }

private:
    Advice advice_;
};

}  // namespace quittance
