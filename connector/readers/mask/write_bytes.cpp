#include "readers/mask/write_bytes.hpp"

#include "readers/mask/masked_file.hpp"

#include <unistd.h>

#include <cerrno>

namespace quittance {

void write_bytes(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno != EINTR) {
            throw NoRoom();
        }
        bytes.remove_prefix(count > 0 ? static_cast<std::size_t>(count) : 0);
    }
}

}  // namespace quittance
