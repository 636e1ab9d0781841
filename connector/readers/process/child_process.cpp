#include "readers/process/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <csignal>

namespace quittance {
namespace {

constexpr int end_wait_seconds = 10;
constexpr int first_free = 10;  // above the numbers that the process is given

/// Signals that no program raises by what it reads: an operator, a terminal or the kernel's
/// killer for want of memory. The hard limit of processor time lies behind the soft one.
bool is_from_outside(int signal) {
    return signal == SIGKILL || signal == SIGTERM || signal == SIGINT || signal == SIGHUP ||
           signal == SIGQUIT;
}

/// The files under numbers that none of those given overwrites.
class GivenFiles {
public:
    GivenFiles() { posix_spawn_file_actions_init(&actions_); }
    ~GivenFiles() { posix_spawn_file_actions_destroy(&actions_); }
    GivenFiles(const GivenFiles&) = delete;
    GivenFiles& operator=(const GivenFiles&) = delete;

    void give(int file, int as) {
        if (file < 0) {
            return;
        }
        kept_.at(count_).reset(::fcntl(file, F_DUPFD_CLOEXEC, first_free));
        posix_spawn_file_actions_adddup2(&actions_, kept_.at(count_).number(), as);
        ++count_;
    }
    [[nodiscard]] const posix_spawn_file_actions_t* actions() const { return &actions_; }

private:
    posix_spawn_file_actions_t actions_{};
    std::array<Descriptor, 4> kept_;
    std::size_t count_ = 0;
};

}  // namespace

ChildProcess::ChildProcess(const std::string& program, const ChildFiles& files) {
    GivenFiles given;
    given.give(files.input, STDIN_FILENO);
    given.give(files.answer, STDOUT_FILENO);
    given.give(files.order, 3);
    given.give(files.copy, 4);
    std::string name = program;
    std::string command = "read-rows";
    std::array<char*, 3> arguments = {name.data(), command.data(), nullptr};
    std::array<char*, 1> environment = {nullptr};
    const int failed = ::posix_spawn(&id_, program.c_str(), given.actions(), nullptr,
                                     arguments.data(), environment.data());
    if (failed != 0) {
        id_ = 0;
        throw std::system_error(failed, std::generic_category(), "starting " + program);
    }
}

ChildProcess::~ChildProcess() {
    if (id_ != 0) {
        ::kill(id_, SIGKILL);
        static_cast<void>(reap());
    }
}

int ChildProcess::reap() {
    int status = 0;
    while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
    }
    id_ = 0;
    return status;
}

bool ChildProcess::ends_soon() const {
    const Descriptor process(static_cast<int>(::syscall(SYS_pidfd_open, id_, 0)));
    pollfd waiting{process.number(), POLLIN, 0};
    int ready = 0;
    do {
        ready = ::poll(&waiting, 1, end_wait_seconds * 1000);
    } while (ready < 0 && errno == EINTR);
    return ready > 0;
}

/// It is not killed before it was waited for: a signal of our own would look like another's.
ChildEnd ChildProcess::end() {
    if (id_ == 0) {
        return {};
    }
    if (!ends_soon()) {
        ::kill(id_, SIGKILL);
        static_cast<void>(reap());
        return {ChildEnd::How::never_did, end_wait_seconds};
    }
    const int status = reap();
    if (!WIFSIGNALED(status)) {
        return {ChildEnd::How::exited, WEXITSTATUS(status)};
    }
    const int signal = WTERMSIG(status);
    if (signal == SIGXCPU) {
        return {ChildEnd::How::limited, signal};
    }
    return {is_from_outside(signal) ? ChildEnd::How::outside : ChildEnd::How::crashed, signal};
}

}  // namespace quittance
