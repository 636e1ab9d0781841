#include "readers/services/raw_row.hpp"

#include <nlohmann/json.hpp>

namespace quittance {

std::string raw_row(const Record& record) {
    constexpr std::size_t length_max = 1'990;
    std::string list = "[";
    for (const Cell& cell : record.cells) {
        const std::string text = nlohmann::json(cell.text).dump(
            -1, ' ', false, nlohmann::json::error_handler_t::replace);
        const bool fits = list.size() + text.size() + 2 <= length_max;
        list += (list.size() > 1 ? "," : "") + (fits ? text : std::string("\"…\""));
        if (!fits) {
            break;
        }
    }
    return list + "]";
}

}  // namespace quittance
