#include "readers/text/byte_input.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace quittance {

std::size_t DescriptorInput::read(char* into, std::size_t size) {
    for (;;) {
        const ssize_t count = ::read(descriptor_, into, size);
        if (count >= 0) {
            return static_cast<std::size_t>(count);
        }
        if (errno != EINTR) {
            throw std::system_error(errno, std::generic_category(), "reading the file");
        }
    }
}

std::size_t MemoryInput::read(char* into, std::size_t size) {
    const std::size_t count = std::min(size, bytes_.size() - at_);
    std::memcpy(into, bytes_.data() + at_, count);
    at_ += count;
    return count;
}

}  // namespace quittance
