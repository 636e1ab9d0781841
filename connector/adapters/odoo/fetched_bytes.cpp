#include "adapters/odoo/fetched_bytes.hpp"

#include "adapters/odoo/transport.hpp"
#include "support/base64.hpp"
#include "support/port_error.hpp"

#include <fstream>
#include <stdexcept>

namespace quittance::odoo {
namespace {

constexpr std::int64_t part_bytes = 1024 * 1024;

std::string decoded(const std::string& content) {
    try {
        return from_base64(content);
    } catch (const std::invalid_argument&) {
        throw CallError(CallTrouble::unknown, "a part of a file is not base64");
    }
}

}  // namespace

void fetch_bytes(const std::string& path, std::int64_t size,
                 const std::function<std::string(std::int64_t, std::int64_t)>& part) {
    std::ofstream copy(path, std::ios::binary | std::ios::trunc);
    for (std::int64_t offset = 0; offset < size;) {
        const std::string bytes = decoded(part(offset, part_bytes));
        if (bytes.empty()) {
            throw PortError(Advice::retry_later, "Odoo holds less of a file than it says.");
        }
        copy.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        offset += static_cast<std::int64_t>(bytes.size());
    }
    copy.close();
    if (!copy) {
        throw PortError(Advice::retry_later, "There is no room for a copy of a file.");
    }
}

}  // namespace quittance::odoo
