#include "adapters/door/open_writers.hpp"

#include <fcntl.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>

namespace quittance::door {
namespace {

constexpr unsigned wanted = IN_MODIFY | IN_CLOSE_WRITE | IN_DELETE | IN_MOVED_FROM | IN_DELETE_SELF;
constexpr std::size_t buffer_size = 64 * 1024;

}  // namespace

Writer open_writer_of(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0) {
        return Writer::unknown;
    }
    const bool leased = ::fcntl(file, F_SETLEASE, F_RDLCK) == 0;
    const Writer found = leased            ? Writer::none
                         : errno == EAGAIN ? Writer::writing
                                           : Writer::unknown;
    ::close(file);  // ends the lease
    return found;
}

OpenWriters::OpenWriters(Before before)
    : events_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)), before_(std::move(before)) {
    // Sent to who holds a lease when somebody opens the file: it is over in a moment anyway.
    (void)std::signal(SIGIO, SIG_IGN);
}

OpenWriters::~OpenWriters() {
    if (events_ >= 0) {
        ::close(events_);
    }
}

void OpenWriters::look_at(const std::string& folder) {
    if (events_ < 0) {
        return;
    }
    const int watch = ::inotify_add_watch(events_, folder.c_str(), wanted);
    if (watch >= 0 && folders_.insert_or_assign(watch, folder).second) {
        remember_files_in(folder);
    }
}

void OpenWriters::remember_files_in(const std::string& folder) {
    std::error_code gone;
    for (const auto& entry : std::filesystem::directory_iterator(folder, gone)) {
        there_before_.insert(entry.path().string());
    }
}

void OpenWriters::catch_up() {
    alignas(inotify_event) std::array<char, buffer_size> buffer{};
    for (;;) {
        const ssize_t count = events_ < 0 ? 0 : ::read(events_, buffer.data(), buffer.size());
        if (count <= 0) {
            return;
        }
        for (std::size_t at = 0; at < static_cast<std::size_t>(count);) {
            inotify_event event{};
            std::memcpy(&event, &buffer[at], sizeof event);
            // The name is padded with zeros.
            const std::string name = event.len == 0 ? "" : &buffer[at + sizeof event];
            take_in(event.wd, event.mask, name);
            at += sizeof event + event.len;
        }
    }
}

void OpenWriters::take_in(int watch, unsigned kind, const std::string& name) {
    if ((kind & IN_Q_OVERFLOW) != 0) {
        written_.clear();  // an end may be among what was lost
        for (const auto& [watched, folder] : folders_) {
            remember_files_in(folder);
        }
        return;
    }
    if ((kind & IN_IGNORED) != 0) {
        folders_.erase(watch);
        return;
    }
    const auto folder = folders_.find(watch);
    if (folder == folders_.end() || name.empty()) {
        return;
    }
    const std::string path = folder->second + '/' + name;
    there_before_.erase(path);
    if ((kind & IN_MODIFY) != 0) {
        written_.insert(path);
    } else {
        written_.erase(path);
    }
}

Writer OpenWriters::writer_of(const std::string& path) {
    if (written_.contains(path)) {
        return Writer::writing;
    }
    if (!there_before_.contains(path)) {
        return Writer::none;
    }
    const Writer found = before_(path);
    if (found == Writer::none) {
        there_before_.erase(path);
    }
    return found;
}

}  // namespace quittance::door
