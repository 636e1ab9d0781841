#include "readers/process/reading_process.hpp"

#include "readers/process/row_frame.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>
#include <vector>

namespace quittance {
namespace {

constexpr std::size_t buffer_size = 256 * 1024;
constexpr int pipe_size = 1024 * 1024;
constexpr int order_descriptor = 3;

[[noreturn]] void system_failed(const std::string& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() { reset(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

    [[nodiscard]] int number() const { return number_; }
    void reset(int number = -1) {
        if (number_ >= 0) {
            ::close(number_);
        }
        number_ = number;
    }

private:
    int number_ = -1;
};

struct Pipe {
    Descriptor reading;
    Descriptor writing;
    Pipe() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
            system_failed("a pipe");
        }
        reading.reset(ends[0]);
        writing.reset(ends[1]);
    }
};

/// What the process gets: the file, the way back, the order; no environment.
pid_t spawned(const std::string& program, int file, int answer, int order) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, file, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, answer, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, order, order_descriptor);
    std::string name = program;
    std::string command = "read-rows";
    std::array<char*, 3> arguments = {name.data(), command.data(), nullptr};
    std::array<char*, 1> environment = {nullptr};
    pid_t child = 0;
    const int failed = ::posix_spawn(&child, program.c_str(), &actions, nullptr, arguments.data(),
                                     environment.data());
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) {
        throw std::system_error(failed, std::generic_category(), "starting " + program);
    }
    return child;
}

class ProcessRows final : public ServiceRows {
public:
    ProcessRows(const std::string& program, const ReadingLimits& limits, const std::string& path,
                const ReadingOrder& order)
        : silence_seconds_(limits.silence_seconds),
          currency_(order.profile.currency),
          buffer_(buffer_size) {
        const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        if (file.number() < 0) {
            system_failed(path);
        }
        Pipe orders;
        Pipe answers;
        (void)::fcntl(answers.reading.number(), F_SETPIPE_SZ, pipe_size);  // as much as allowed
        // Above 3, so that none of them is overwritten before it is given to the process.
        const Descriptor answer(::fcntl(answers.writing.number(), F_DUPFD_CLOEXEC, 10));
        const Descriptor asked(::fcntl(orders.reading.number(), F_DUPFD_CLOEXEC, 10));
        const Descriptor given(::fcntl(file.number(), F_DUPFD_CLOEXEC, 10));
        child_ = spawned(program, given.number(), answer.number(), asked.number());
        send(orders.writing.number(), to_frame(order));
        answers_.reset(::fcntl(answers.reading.number(), F_DUPFD_CLOEXEC, 10));
    }
    ~ProcessRows() override { end_child(); }
    ProcessRows(const ProcessRows&) = delete;
    ProcessRows& operator=(const ProcessRows&) = delete;

    bool next(ReadRow& row) override {
        if (ended_) {
            return false;
        }
        try {
            return take(row);
        } catch (const FrameError& error) {
            died(std::string("it answered what it never should (") + error.what() + ")");
        }
    }

    [[nodiscard]] const FileFacts& facts() const override { return facts_; }

    FileLook look() {
        try {
            const Frame frame = next_frame();
            if (frame.kind == FrameKind::unreadable) {
                throw UnreadableFile(read_issue(frame.body));
            }
            if (frame.kind != FrameKind::look) {
                throw FrameError("a message that was not asked for");
            }
            return read_look(frame.body);
        } catch (const FrameError& error) {
            died(std::string("it answered what it never should (") + error.what() + ")");
        }
    }

private:
    /// An order is smaller than any pipe, and its reading end is still ours: this neither waits
    /// nor breaks off. That the process is dead is found when it is listened to.
    static void send(int to, std::string_view order) {
        if (::write(to, order.data(), order.size()) != static_cast<ssize_t>(order.size())) {
            system_failed("giving the reading process its order");
        }
    }

    Frame next_frame() {
        Frame frame = first_frame({buffer_.data() + begin_, end_ - begin_});
        while (frame.size == 0) {
            fill();
            frame = first_frame({buffer_.data() + begin_, end_ - begin_});
        }
        begin_ += frame.size;
        return frame;
    }

    bool take(ReadRow& row) {
        const Frame frame = next_frame();
        switch (frame.kind) {
            case FrameKind::row:
                read_row(frame.body, currency_, row);
                return true;
            case FrameKind::facts:
                facts_ = read_facts(frame.body, currency_);
                ended_ = true;
                return false;
            case FrameKind::unreadable:
                throw UnreadableFile(read_issue(frame.body));
            case FrameKind::look:
                break;
        }
        throw FrameError("a message of no known kind");
    }

    void fill() {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
        if (end_ == buffer_.size()) {
            buffer_.resize(buffer_.size() * 2);
        }
        pollfd waiting{answers_.number(), POLLIN, 0};
        const int ready = ::poll(&waiting, 1, silence_seconds_ * 1000);
        if (ready == 0) {
            died("nothing was heard of it for " + std::to_string(silence_seconds_) + " seconds");
        }
        const ssize_t count =
            ::read(answers_.number(), buffer_.data() + end_, buffer_.size() - end_);
        if (count < 0 && errno != EINTR) {
            system_failed("reading from the reading process");
        }
        if (count == 0) {
            died(end_child());
        }
        end_ += count > 0 ? static_cast<std::size_t>(count) : 0;
    }

    [[noreturn]] static void died(const std::string& how) {
        throw UnreadableFile({"file_bomb",
                              "Reading the file was stopped: " + how +
                                  ". Ask the supplier for a smaller or plainer file.",
                              0, ""});
    }

    /// Ends the process if it still runs; says how it had ended.
    std::string end_child() {
        if (child_ == 0) {
            return "";
        }
        ::kill(child_, SIGKILL);
        int status = 0;
        while (::waitpid(child_, &status, 0) < 0 && errno == EINTR) {
        }
        child_ = 0;
        if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) {
            return "it took more time than a file may take";
        }
        if (WIFSIGNALED(status)) {
            return "it ended with signal " + std::to_string(WTERMSIG(status));
        }
        return "it ended with code " + std::to_string(WEXITSTATUS(status));
    }

    int silence_seconds_;
    std::string currency_;
    pid_t child_ = 0;
    Descriptor answers_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    bool ended_ = false;
    FileFacts facts_;
};

}  // namespace

std::unique_ptr<ServiceRows> ReadingProcesses::open(const std::string& path, const Profile& profile,
                                                    bool with_raw) const {
    return std::make_unique<ProcessRows>(
        program_, limits_, path,
        ReadingOrder{ReadingOrder::Wish::rows, profile, "", with_raw, limits_.cpu_seconds,
                     limits_.memory_bytes});
}

FileLook ReadingProcesses::look(const std::string& path, const std::string& file_name,
                                const std::optional<Profile>& profile) const {
    using Wish = ReadingOrder::Wish;
    const ReadingOrder order{profile ? Wish::look : Wish::propose,
                             profile.value_or(Profile()),
                             file_name,
                             false,
                             limits_.cpu_seconds,
                             limits_.memory_bytes};
    return ProcessRows(program_, limits_, path, order).look();
}

std::vector<std::string> ReadingProcesses::cards(const std::string& path,
                                                 const Profile& profile) const {
    ProcessRows rows(program_, limits_, path,
                     ReadingOrder{ReadingOrder::Wish::cards, profile, "", false,
                                  limits_.cpu_seconds, limits_.memory_bytes});
    ReadRow none;
    while (rows.next(none)) {
    }
    return rows.facts().card_numbers;
}

}  // namespace quittance
