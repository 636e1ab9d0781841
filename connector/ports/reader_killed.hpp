#pragma once

#include "support/port_error.hpp"

#include <string>

namespace quittance {

/// The process that read a file was ended by nobody here: by an operator, or by a system that is
/// short of memory. That says nothing about the file: it is read again later, a few times.
class ReaderKilled : public PortError {
public:
    explicit ReaderKilled(int signal)
        : PortError(Advice::retry_later,
                    "The process that reads files was ended from outside (signal " +
                        std::to_string(signal) +
                        "), as a system does that is short of memory. The file is read again."),
          signal_(signal) {}

    [[nodiscard]] int number() const noexcept { return signal_; }

private:
    int signal_;
};

}  // namespace quittance
