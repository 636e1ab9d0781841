#pragma once

#include <map>
#include <set>
#include <string>

namespace quittance::door {

/// Which files somebody is still writing, however long the writer pauses: an upload that stalls has
/// not ended. From inotify(7): IN_MODIFY until IN_CLOSE_WRITE. It knows of writers on this machine
/// (an SFTP server among them) since it looks at the folder; of others it says nothing.
class OpenWriters {
public:
    OpenWriters();
    ~OpenWriters();
    OpenWriters(const OpenWriters&) = delete;
    OpenWriters& operator=(const OpenWriters&) = delete;

    /// Looks at a folder from now on; again is harmless. Where the kernel has no more watches,
    /// nothing is known of it.
    void look_at(const std::string& folder);

    /// Takes in what happened since the last call.
    void catch_up();

    /// Whether this file of a folder was written to and not closed since.
    [[nodiscard]] bool is_being_written(const std::string& path) const;

private:
    void take_in(int watch, unsigned kind, const std::string& name);

    int events_ = -1;
    std::map<int, std::string> folders_;
    std::set<std::string> written_;
};

}  // namespace quittance::door
