#include "adapters/door/open_writers.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cstring>

namespace quittance::door {
namespace {

constexpr unsigned wanted = IN_MODIFY | IN_CLOSE_WRITE | IN_DELETE | IN_MOVED_FROM | IN_DELETE_SELF;
constexpr std::size_t buffer_size = 64 * 1024;

}  // namespace

OpenWriters::OpenWriters() : events_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {}

OpenWriters::~OpenWriters() {
    if (events_ >= 0) {
        ::close(events_);
    }
}

void OpenWriters::look_at(const std::string& folder) {
    if (events_ < 0) {
        return;
    }
    if (const int watch = ::inotify_add_watch(events_, folder.c_str(), wanted); watch >= 0) {
        folders_[watch] = folder;
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
    if ((kind & IN_MODIFY) != 0) {
        written_.insert(path);
    } else {
        written_.erase(path);
    }
}

bool OpenWriters::is_being_written(const std::string& path) const {
    return written_.contains(path);
}

}  // namespace quittance::door
