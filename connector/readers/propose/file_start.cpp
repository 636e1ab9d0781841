#include "readers/propose/file_start.hpp"

#include "domain/file_facts.hpp"
#include "readers/open_services.hpp"
#include "readers/workbook/workbook.hpp"

#include <fstream>

namespace quittance {

std::string first_bytes(const std::string& path) {
    constexpr std::size_t bytes_looked_at = 256 * 1024;
    std::ifstream file(path, std::ios::binary);
    std::string bytes(bytes_looked_at, '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    if (bytes.empty()) {
        throw UnreadableFile({"file_empty", "The file is empty.", 0, ""});
    }
    return bytes;
}

std::vector<LookedSheet> looked_sheets(const std::string& path) {
    std::vector<LookedSheet> sheets;
    for (const auto& sheet : sheets_of(path)) {
        sheets.push_back({sheet.name, sheet.rows, sheet.hidden});
    }
    return sheets;
}

Sample sample_with(const std::string& path, const Profile& profile, std::size_t most) {
    return sample_of(*open_records(path, profile), most);
}

Sample cut_sample(const std::string& lines, const std::vector<FieldPosition>& positions,
                  std::size_t most) {
    MemoryInput input(lines);
    TextStream text(input, "utf-8");
    FixedWidthRecords records(text, positions);
    return sample_of(records, most);
}

}  // namespace quittance
