#pragma once

#include "readers/open_services.hpp"
#include "written_file.hpp"

#include <string_view>
#include <vector>

namespace quittance::test {

/// All services of a file, in memory.
struct ServiceTable {
    std::vector<ReadRow> rows;
    FileFacts facts;
};

/// @throws UnreadableFile.
[[nodiscard]] inline ServiceTable read_services(std::string_view bytes, const Profile& profile) {
    const WrittenFile file(bytes);
    const auto services = open_services(file.path(), profile, true);
    ServiceTable table;
    ReadRow row;
    while (services->next(row)) {
        table.rows.push_back(row);
    }
    table.facts = services->facts();
    return table;
}

}  // namespace quittance::test
