#pragma once

#include "readers/process/descriptor.hpp"

#include <sys/types.h>

#include <string>

namespace quittance {

/// What the reading process is given: a number that is negative is not given.
struct ChildFiles {
    int input = -1;   ///< the file, its standard input
    int answer = -1;  ///< its standard output
    int order = -1;   ///< descriptor 3
    int copy = -1;    ///< descriptor 4: the empty file of a masked copy
};

/// How a process ended.
struct ChildEnd {
    enum class How {
        exited,    ///< by itself, with a code
        limited,   ///< by its limit of processor time
        crashed,   ///< by a signal that its own doing raises
        outside,   ///< by a signal that nobody here sent
        never_did  ///< it did not end when it had closed its output
    };
    How how = How::exited;
    int number = 0;  ///< the code, the signal, or the seconds that were waited for it
};

/// A process of `PROGRAM read-rows`, without an environment. It does not outlive this object.
class ChildProcess {
public:
    /// @throws std::system_error when it cannot be started.
    ChildProcess(const std::string& program, const ChildFiles& files);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    /// Waits for a process that has closed its output, and says how it ended; once.
    [[nodiscard]] ChildEnd end();

private:
    [[nodiscard]] bool ends_soon() const;
    int reap();

    pid_t id_ = 0;
};

}  // namespace quittance
