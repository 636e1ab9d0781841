#pragma once

namespace quittance {

/// What the operator's scripts see (docs/operate.md).
enum class ExitCode {
    done = 0,
    person = 1,       ///< done, but a person has something to do
    usage = 2,        ///< wrong call or configuration
    unavailable = 3,  ///< the outside is out of reach; nothing is lost, try again
    stopped = 4       ///< stopped until a person decides
};

}  // namespace quittance
