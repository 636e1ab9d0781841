#pragma once

#include "domain/profile.hpp"
#include "readers/record.hpp"
#include "readers/services/column_places.hpp"

#include <string>
#include <vector>

namespace quittance {

/// Where the cells of a source's rows get their meaning from.
enum class Layout {
    header,           ///< a header row, or numbered columns, as the profile says
    first_is_header,  ///< the first row of the source
    in_order          ///< the cells come in the order of the profile's columns
};

/// Goes to the first row of services and finds the columns on the way; the headers as the file
/// writes them. @throws UnreadableFile: no header, columns missing or there twice.
std::vector<std::string> find_columns(RecordSource& records, const Profile& profile, Layout layout,
                                      ColumnPlaces& places);

}  // namespace quittance
