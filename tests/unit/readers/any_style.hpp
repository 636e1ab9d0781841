#pragma once

#include "written_table.hpp"

#include <rapidcheck.h>

#include <initializer_list>
#include <string>
#include <vector>

namespace quittance::test {

inline std::string one_of(std::initializer_list<const char*> texts) {
    return *rc::gen::elementOf(std::vector<std::string>(texts.begin(), texts.end()));
}

inline bool is_unicode(const std::string& charset) {
    return charset.starts_with("utf-");
}

/// Everything that a profile can declare, put together at random.
inline Style any_style() {
    Style style;
    style.delimiter = one_of({";", ",", "|", "\t", "~", ";;", "||", "<|>"});
    style.quote = one_of({"\"", "'", ""});
    style.escape = one_of({"", "\\"});
    if (style.quote.empty() && style.escape.empty()) {
        style.delimiter = one_of({";", "|", "\t", "~", "||"});  // a comma would stand in numbers
    }
    if (style.escape.empty() && *rc::gen::inRange(0, 4) == 0) {
        style.delimiter = "§";  // a backslash before each of its bytes would be no text
    }
    style.line_end = one_of({"\n", "\r\n", "\r"});
    style.charset = one_of(
        {"utf-8", "utf-16", "windows-1252", "iso-8859-1", "iso-8859-15", "macintosh", "ibm850"});
    style.mark = style.charset == "utf-8" && *rc::gen::arbitrary<bool>();
    style.decimal_mark = one_of({",", "."});
    style.thousands_mark =
        style.decimal_mark == "," ? one_of({"", " ", ".", "'"}) : one_of({"", " ", ",", "'"});
    if (is_unicode(style.charset) && *rc::gen::arbitrary<bool>()) {
        style.thousands_mark = "’";
    }
    style.thousands_written = style.thousands_mark;
    if (style.thousands_mark == " " && style.charset != "ibm850") {
        style.thousands_written =
            is_unicode(style.charset) ? one_of({" ", "\u00A0", "\u202F"}) : one_of({" ", "\u00A0"});
    }
    style.date_format = one_of({"DD/MM/YYYY", "YYYY-MM-DD", "DD.MM.YY", "MM/DD/YYYY", "D MMM YYYY",
                                "serial", "serial-1904", "M/D/YYYY h:mm:ss AM"});
    style.negative = *rc::gen::inRange(0, 3);
    const bool euro = is_unicode(style.charset) || style.charset == "windows-1252" ||
                      style.charset == "iso-8859-15" || style.charset == "macintosh";
    style.currency = euro ? one_of({"", " €", " EUR"}) : one_of({"", " EUR"});
    style.english = *rc::gen::arbitrary<bool>();
    return style;
}

/// A text with all that may make trouble, blanks at its ends left out: they mean nothing.
inline std::string any_text(const Style& style, bool breaks) {
    const bool any_mark = !style.quote.empty() || !style.escape.empty();
    std::vector<std::string> parts = {"a", "Z", "7", "é", "ç", "ü", "-", ".", " ", "''", "{", "°"};
    if (any_mark) {
        parts.insert(parts.end(), {";", ",", "|", "\t", "~", "\"", "'", "\\", "\"\""});
    }
    if (any_mark && breaks) {
        parts.insert(parts.end(), {"\n", "\r\n", "\r"});
    }
    std::string text = "x";
    for (const auto& part :
         *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(parts))) {
        text += part;
    }
    return text + one_of({"y", "é", "\\"});
}

}  // namespace quittance::test
