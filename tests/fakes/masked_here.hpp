#pragma once

#include "adapters/files/spooled_file.hpp"
#include "flow/import.hpp"
#include "readers/mask/masked_file.hpp"
#include "readers/process/descriptor.hpp"

#include <fcntl.h>

#include <memory>
#include <string>
#include <vector>

namespace quittance::test {

/// A masked copy that is made in this process.
[[nodiscard]] inline MaskedCopy masked_here(const std::string& path,
                                            const std::vector<std::string>& numbers) {
    const auto copy = std::make_shared<SpooledFile>();
    const Descriptor file(::open(copy->path().c_str(), O_RDWR | O_CLOEXEC));
    write_masked(path, file.number(), numbers);
    const SpooledBytes made = measured(copy->path());
    return {copy, copy->path(), made.sha256, made.size};
}

}  // namespace quittance::test
