#pragma once

#include <string>

namespace quittance::system {

/// This machine's name, as runs show it.
[[nodiscard]] std::string host_name();

/// Who runs this program, and where: `anna@office`.
[[nodiscard]] std::string user_at_host();

/// What `doctor` asks about a file or folder.
struct FileFacts {
    bool exists = false;
    bool others_may_read = false;  ///< group or world
    bool others_may_write = false;
    unsigned long device = 0;      ///< of the file, or of the nearest folder that exists
    unsigned long free_bytes = 0;  ///< on that device
};

[[nodiscard]] FileFacts file_facts(const std::string& path);

}  // namespace quittance::system
