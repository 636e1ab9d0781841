#include "readers/process/reading_process.hpp"

#include "ports/reader_killed.hpp"
#include "readers/process/child_process.hpp"
#include "readers/process/row_frame.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>

#include <array>
#include <cstring>
#include <vector>

namespace quittance {
namespace {

constexpr std::size_t buffer_size = 256 * 1024;
constexpr int pipe_size = 1024 * 1024;

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

/// An open file in memory that holds the order, to be read from its beginning.
Descriptor written_order(const ReadingOrder& order) {
    const std::string bytes = to_frame(order);
    Descriptor file(::memfd_create("order", MFD_CLOEXEC));
    if (file.number() < 0 ||
        ::write(file.number(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) ||
        ::lseek(file.number(), 0, SEEK_SET) != 0) {
        system_failed("the order for the reading process");
    }
    return file;
}

Descriptor opened(const std::string& path, int how) {
    Descriptor file(::open(path.c_str(), how | O_CLOEXEC));
    if (file.number() < 0) {
        system_failed(path);
    }
    return file;
}

class ProcessRows final : public ServiceRows {
public:
    /// `copy`: where a masked copy is written, "" none is.
    ProcessRows(const std::string& program, const ReadingLimits& limits, const std::string& path,
                const ReadingOrder& order, const std::string& copy = "")
        : silence_seconds_(limits.silence_seconds),
          currency_(order.profile.currency),
          buffer_(buffer_size) {
        const Descriptor file = opened(path, O_RDONLY);
        const Descriptor asked = written_order(order);
        const Descriptor copied = copy.empty() ? Descriptor() : opened(copy, O_RDWR | O_TRUNC);
        Pipe answers;
        (void)::fcntl(answers.reading.number(), F_SETPIPE_SZ, pipe_size);  // as much as allowed
        child_ = std::make_unique<ChildProcess>(
            program,
            ChildFiles{file.number(), answers.writing.number(), asked.number(), copied.number()});
        answers_.reset(::fcntl(answers.reading.number(), F_DUPFD_CLOEXEC, 0));
    }

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
            ended_early(child_->end());
        }
        end_ += count > 0 ? static_cast<std::size_t>(count) : 0;
    }

    [[noreturn]] static void died(const std::string& how) {
        throw UnreadableFile({"file_bomb",
                              "Reading the file was stopped: " + how +
                                  ". Ask the supplier for a smaller or plainer file.",
                              0, ""});
    }

    [[noreturn]] static void ended_early(const ChildEnd& end) {
        using How = ChildEnd::How;
        switch (end.how) {
            case How::outside:
                throw ReaderKilled(end.number);
            case How::limited:
                died("it took more time than a file may take");
            case How::crashed:
                died("it ended with signal " + std::to_string(end.number));
            case How::never_did:
                died("nothing was heard of it for " + std::to_string(end.number) + " seconds");
            case How::exited:
                break;
        }
        if (end.number == exit_no_room) {
            throw PortError(Advice::retry_later,
                            "There is no room for a masked copy of a file. It is read again.");
        }
        died("it ended with code " + std::to_string(end.number));
    }

    int silence_seconds_;
    std::string currency_;
    std::unique_ptr<ChildProcess> child_;
    Descriptor answers_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    bool ended_ = false;
    FileFacts facts_;
};

}  // namespace

ReadingOrder ReadingProcesses::order(ReadingOrder::Wish wish, const Profile& profile) const {
    ReadingOrder order;
    order.wish = wish;
    order.profile = profile;
    order.cpu_seconds = limits_.cpu_seconds;
    order.memory_bytes = limits_.memory_bytes;
    return order;
}

std::unique_ptr<ServiceRows> ReadingProcesses::open(const std::string& path, const Profile& profile,
                                                    bool with_raw) const {
    ReadingOrder asked = order(ReadingOrder::Wish::rows, profile);
    asked.with_raw = with_raw;
    return std::make_unique<ProcessRows>(program_, limits_, path, asked);
}

FileLook ReadingProcesses::look(const std::string& path, const std::string& file_name,
                                const std::optional<Profile>& profile) const {
    using Wish = ReadingOrder::Wish;
    ReadingOrder asked = order(profile ? Wish::look : Wish::propose, profile.value_or(Profile()));
    asked.file_name = file_name;
    return ProcessRows(program_, limits_, path, asked).look();
}

std::vector<std::string> ReadingProcesses::cards(const std::string& path,
                                                 const Profile& profile) const {
    ProcessRows rows(program_, limits_, path, order(ReadingOrder::Wish::cards, profile));
    ReadRow none;
    while (rows.next(none)) {
    }
    return rows.facts().card_numbers;
}

void ReadingProcesses::mask(const std::string& path, const std::vector<std::string>& numbers,
                            const std::string& copy) const {
    ReadingOrder asked = order(ReadingOrder::Wish::mask, Profile());
    asked.card_numbers = numbers;
    asked.copy_bytes = limits_.copy_bytes;
    ProcessRows done(program_, limits_, path, asked, copy);
    ReadRow none;
    while (done.next(none)) {
    }
}

}  // namespace quittance
