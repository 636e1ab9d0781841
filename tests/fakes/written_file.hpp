#pragma once

#include "adapters/files/spooled_file.hpp"

#include <fstream>
#include <string>
#include <string_view>

namespace quittance::test {

/// A file of the test's own, with these bytes, gone with this object.
class WrittenFile {
public:
    explicit WrittenFile(std::string_view bytes) {
        std::ofstream(spooled_.path(), std::ios::binary)
            .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    [[nodiscard]] const std::string& path() const { return spooled_.path(); }

private:
    SpooledFile spooled_;
};

}  // namespace quittance::test
