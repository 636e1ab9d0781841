#include "readers/services/find_columns.hpp"

#include "domain/file_facts.hpp"
#include "readers/values/number_text.hpp"

#include <algorithm>

namespace quittance {
namespace {

constexpr int header_found = -1;
constexpr int header_rows_searched = 200;

[[noreturn]] void fail(int row, std::string message) {
    throw UnreadableFile({"header_missing", std::move(message), row, ""});
}

/// The header row; it lives until the next record is asked for.
Record find_header(RecordSource& records, const Profile& profile, Layout layout,
                   const ColumnPlaces& places) {
    const bool search = profile.header_row == header_found;
    const int wanted = profile.header_row;
    int seen = 0;
    Record record;
    while (records.next(record)) {
        if (layout == Layout::first_is_header || (!search && record.row == wanted) ||
            (search && places.is_header(record))) {
            return record;
        }
        if (!search && record.row > wanted) {
            fail(wanted, "Line " + std::to_string(wanted) +
                             ", where the header should be, is not the beginning of a row.");
        }
        if (search && ++seen >= header_rows_searched) {
            break;
        }
    }
    if (search) {
        fail(0,
             "No row has all the columns that the profile names. Check the profile's columns and "
             "delimiter.");
    }
    fail(std::max(wanted, 0),
         "The file ends before line " + std::to_string(wanted) + ", where its header should be.");
}

}  // namespace

std::vector<std::string> find_columns(RecordSource& records, const Profile& profile, Layout layout,
                                      ColumnPlaces& places) {
    std::vector<std::string> headers;
    if (layout == Layout::in_order) {
        places.take_in_order();
        std::copy_if(places.wanted().begin(), places.wanted().end(), std::back_inserter(headers),
                     [](const std::string& name) { return !name.empty(); });
        return headers;
    }
    if (layout == Layout::header && profile.header_row == 0) {
        places.number();
        return headers;
    }
    const Record header = find_header(records, profile, layout, places);
    places.find(header);
    for (const Cell& cell : header.cells) {
        headers.emplace_back(trimmed(cell.text));
    }
    return headers;
}

}  // namespace quittance
