#pragma once

#include "domain/file_look.hpp"
#include "ports/service_rows.hpp"
#include "readers/process/row_frame.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace quittance {

/// What the process that reads a file may use. Past it, it dies and the file is refused. One that
/// somebody else ends is another matter: ReaderKilled.
struct ReadingLimits {
    int cpu_seconds = 300;
    int silence_seconds = 120;                         ///< nothing heard from it for so long
    std::int64_t memory_bytes = 1024LL * 1024 * 1024;  ///< of address space
    std::int64_t copy_bytes = 2048LL * 1024 * 1024;    ///< of a masked copy
};

/// Reads files in a process of its own, `PROGRAM read-rows`, which holds nothing but the file: no
/// key, no network, no other file that it could change. It may die without harm.
class ReadingProcesses {
public:
    explicit ReadingProcesses(std::string program, ReadingLimits limits = {})
        : program_(std::move(program)), limits_(limits) {}

    /// As `RowsOpener`. @throws UnreadableFile, also (`file_bomb`) when the process died of the
    /// file; ReaderKilled. So do all of these.
    [[nodiscard]] std::unique_ptr<ServiceRows> open(const std::string& path, const Profile& profile,
                                                    bool with_raw) const;

    /// The first rows with the profile, or with the one that is proposed where there is none.
    [[nodiscard]] FileLook look(const std::string& path, const std::string& file_name,
                                const std::optional<Profile>& profile) const;

    /// `cards_in_file`.
    [[nodiscard]] std::vector<std::string> cards(const std::string& path,
                                                 const Profile& profile) const;

    /// `write_masked` into the file at `copy`. @throws PortError (retry_later): there is no room.
    void mask(const std::string& path, const std::vector<std::string>& numbers,
              const std::string& copy) const;

private:
    [[nodiscard]] ReadingOrder order(ReadingOrder::Wish wish, const Profile& profile) const;

    std::string program_;
    ReadingLimits limits_;
};

/// The process's own end: the file is its standard input, the rows its standard output, the order
/// its descriptor 3, the place of a masked copy its descriptor 4. Answers the exit code.
int read_rows_for_parent();

/// The code with which it ends when the masked copy has no room.
inline constexpr int exit_no_room = 75;

}  // namespace quittance
