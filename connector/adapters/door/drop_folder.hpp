#pragma once

#include "adapters/door/open_writers.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace quittance::door {

/// A file that was taken out of a supplier's folder. Nobody but the connector writes to it.
struct DroppedFile {
    std::string supplier;
    std::string name;  ///< as the supplier named it
    std::string path;
    std::string arrived;  ///< UTC moment at which it was last changed or renamed there
};

/// What there is to read, and which files could not be taken: each leaves the others their turn.
struct Taken {
    std::vector<DroppedFile> files;
    std::vector<std::string> problems;  ///< a sentence each
};

/// `ROOT/CODE`: one folder for each supplier. Files come in `ROOT/CODE/in` where that exists, else
/// in `ROOT/CODE` itself; beside it lie `.taken`, `archive/YYYY-MM` and `refused`. Works with
/// writers of any kind: a file is taken by a rename, once it has not changed for a while and nobody
/// on this machine is still writing it. Where that cannot be known, as of another user's file that
/// was there before the connector began to look, the while is `unknown_settle` at least.
class DropFolder {
public:
    using Moment = std::function<std::chrono::steady_clock::time_point()>;
    using Label = std::function<std::string()>;  ///< another one each time, without `_`

    static constexpr std::chrono::minutes unknown_settle{5};

    /// @throws PortError (fix_configuration) when the root is no folder.
    DropFolder(std::string root, std::chrono::seconds settle, Moment moment, Label label,
               OpenWriters::Before before = &open_writer_of);

    /// Codes of the folders that are there. @throws PortError (fix_configuration).
    [[nodiscard]] std::vector<std::string> suppliers() const;

    /// What was taken and not finished (a crash), then what has settled now. Links, devices,
    /// folders and files with two names stay where they are. @throws PortError (fix_configuration)
    /// when this supplier's folder cannot be read or written.
    Taken take(const std::string& supplier);

    /// Read: into `archive/MONTH`, with a note beside it unless `note` is empty. Where there is a
    /// masked copy, that is kept and the file itself removed.
    void archive(const DroppedFile& file, const std::string& month, const std::string& note,
                 const std::string& masked_copy = "") const;

    /// Not read: into `refused`, with the reason beside it; or its masked copy.
    void refuse(const DroppedFile& file, const std::string& why,
                const std::string& masked_copy = "") const;

    /// Nothing of it may be kept: only the reason stays, in `refused`.
    void discard(const DroppedFile& file, const std::string& why) const;

private:
    struct Seen {
        std::int64_t size = 0;
        std::int64_t changed_ns = 0;
        std::chrono::steady_clock::time_point since;
    };

    [[nodiscard]] std::string inbox(const std::string& supplier) const;
    [[nodiscard]] std::string taken_path(const std::string& supplier, const std::string& stamp,
                                         const std::string& name) const;
    /// For how long the file has been as it is.
    std::chrono::steady_clock::duration settled_for(const std::string& path, std::int64_t size,
                                                    std::int64_t changed_ns);
    bool is_whole(const std::string& path, std::int64_t size, std::int64_t changed_ns);
    static void put_away(const DroppedFile& file, const std::string& folder,
                         const std::string& note, const std::string& masked_copy);

    std::string root_;
    std::chrono::seconds settle_;
    Moment moment_;
    Label label_;
    std::map<std::string, Seen> seen_;
    OpenWriters writers_;
};

}  // namespace quittance::door
