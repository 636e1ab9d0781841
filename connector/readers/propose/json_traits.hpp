#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quittance {

/// A list of objects in a JSON document.
struct JsonList {
    std::string pointer;             ///< of the list, "" the document itself
    std::vector<std::string> names;  ///< of the first object's values, `a.b` for nested ones
    std::string inner;               ///< the first list of objects inside an object; "" none
};

/// The lists that can be reached by names alone, in the first characters of a JSON text.
[[nodiscard]] std::vector<JsonList> json_lists(std::string_view text);

}  // namespace quittance
