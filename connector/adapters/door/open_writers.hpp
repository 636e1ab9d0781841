#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

namespace quittance::door {

enum class Writer { none, writing, unknown };

/// Whether somebody on this machine has the file open to write. The kernel tells it by way of a
/// lease (fcntl(2)), and only of files that are the caller's own; of others it is unknown.
[[nodiscard]] Writer open_writer_of(const std::string& path);

/// Which files somebody is still writing, however long the writer pauses: an upload that stalls has
/// not ended. From inotify(7): IN_MODIFY until IN_CLOSE_WRITE. It knows of writers on this machine
/// (an SFTP server among them) since it looks at the folder. Of a file that was there before, it
/// asks `before` until its writer is heard of.
class OpenWriters {
public:
    using Before = std::function<Writer(const std::string& path)>;

    explicit OpenWriters(Before before = &open_writer_of);
    ~OpenWriters();
    OpenWriters(const OpenWriters&) = delete;
    OpenWriters& operator=(const OpenWriters&) = delete;

    /// Looks at a folder from now on; again is harmless. Where the kernel has no more watches,
    /// nothing is known of it.
    void look_at(const std::string& folder);

    /// Takes in what happened since the last call.
    void catch_up();

    /// Whether this file of a folder was written to and not closed since.
    [[nodiscard]] Writer writer_of(const std::string& path);

private:
    void remember_files_in(const std::string& folder);
    void take_in(int watch, unsigned kind, const std::string& name);

    int events_ = -1;
    std::map<int, std::string> folders_;
    std::set<std::string> written_;
    Before before_;
    std::set<std::string> there_before_;  // of which no event has told yet
};

}  // namespace quittance::door
