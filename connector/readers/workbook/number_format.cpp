#include "readers/workbook/number_format.hpp"

#include <algorithm>
#include <string>

namespace quittance::workbook {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// `h`, `mm`, `sss` between brackets.
bool is_elapsed(std::string_view inside) {
    return !inside.empty() && std::string_view("hms").find(lower(inside.front())) != inside.npos &&
           std::all_of(inside.begin(), inside.end(),
                       [&](char c) { return lower(c) == lower(inside.front()); });
}

/// The marks of the first section, in lower case: without what is shown as it stands.
struct Section {
    std::string marks;
    bool elapsed = false;
};

Section first_section(std::string_view code) {
    Section section;
    for (std::size_t at = 0; at < code.size() && code[at] != ';'; ++at) {
        const char c = code[at];
        if (c == '"') {
            at = std::min(code.find('"', at + 1), code.size());
        } else if (c == '\\' || c == '_' || c == '*') {
            ++at;  // the character after it is shown, or gives its width, or fills
        } else if (c == '[') {
            const std::size_t end = std::min(code.find(']', at), code.size());
            section.elapsed = section.elapsed || is_elapsed(code.substr(at + 1, end - at - 1));
            at = end;
        } else {
            section.marks += lower(c);
        }
    }
    return section;
}

/// A place for a digit that is not a fraction of seconds (`ss.00`).
bool has_digit_place(std::string_view marks) {
    const std::size_t at = marks.find_first_of("0#?");
    return at != marks.npos && (at < 2 || marks[at] != '0' || marks.substr(at - 2, 2) != "s.");
}

}  // namespace

Shown shown_by_code(std::string_view code) {
    const auto [marks, elapsed] = first_section(code);
    if (elapsed) {
        return Shown::duration;
    }
    if (marks == "general" || marks == "standard" || has_digit_place(marks)) {
        return Shown::number;
    }
    return marks.find_first_of("dmyhs") == marks.npos ? Shown::number : Shown::moment;
}

Shown shown_by_id(int id) {
    const bool moment = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || id == 45 || id == 47 ||
                        (id >= 50 && id <= 58);
    return id == 46 ? Shown::duration : moment ? Shown::moment : Shown::number;
}

}  // namespace quittance::workbook
