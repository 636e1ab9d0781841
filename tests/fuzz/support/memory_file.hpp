#pragma once

#include <string>
#include <string_view>

namespace quittance::fuzz {

/// A file that has a path, but lies in memory alone; gone with this object.
class MemoryFile {
public:
    explicit MemoryFile(std::string_view bytes);
    ~MemoryFile();
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    [[nodiscard]] std::string path() const;

private:
    int descriptor_;
};

}  // namespace quittance::fuzz
