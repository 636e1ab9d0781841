#pragma once

#include "written_table.hpp"

#include <rapidcheck.h>

#include <initializer_list>
#include <map>
#include <string>
#include <vector>

namespace quittance::test {

inline std::string one_of(std::initializer_list<const char*> texts) {
    return *rc::gen::elementOf(std::vector<std::string>(texts.begin(), texts.end()));
}

inline bool is_unicode(const std::string& charset) {
    return charset.starts_with("utf-");
}

/// Letters beyond ASCII that a charset has.
inline std::vector<std::string> letters_of(const std::string& charset) {
    static const std::map<std::string, std::vector<std::string>> others = {
        {"windows-1250", {"é", "č", "Ł"}}, {"iso-8859-2", {"é", "č", "Ł"}},
        {"windows-1251", {"ж", "Я", "ё"}}, {"windows-1253", {"α", "Ω", "ή"}},
        {"windows-1254", {"é", "ğ", "Ş"}}, {"windows-1255", {"א", "ש", "ל"}},
        {"windows-1256", {"é", "ب", "ش"}}, {"windows-1257", {"é", "ž", "Ų"}},
        {"windows-1258", {"é", "đ", "ơ"}}};
    const auto found = others.find(charset);
    if (found != others.end()) {
        return found->second;
    }
    return is_unicode(charset) ? std::vector<std::string>{"é", "ж", "🍣"}
                               : std::vector<std::string>{"é", "ç", "ü"};
}

/// The charsets that have all of the French letters.
inline bool is_western(const std::string& charset) {
    return is_unicode(charset) || letters_of(charset).back() == "ü";
}

/// A day's format with its parts in any order and width, or one of the fixed ones.
inline std::string any_date_format() {
    if (*rc::gen::inRange(0, 4) == 0) {
        return one_of({"serial", "serial-1904"});
    }
    const std::string day = one_of({"D", "DD"});
    const std::string month = one_of({"M", "MM", "MMM"});
    const std::string year = one_of({"YY", "YYYY"});
    const std::string mark = one_of({" ", "-", "/", "."});
    const int order = *rc::gen::inRange(0, 3);
    const std::string text = order == 0   ? day + mark + month + mark + year
                             : order == 1 ? month + mark + day + mark + year
                                          : year + mark + month + mark + day;
    return text + one_of({"", "", " h:mm", " h:mm:ss AM"});
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
    style.charset = one_of({"utf-8", "utf-16", "utf-16le", "utf-16be", "windows-1252", "iso-8859-1",
                            "iso-8859-15", "macintosh", "ibm850", "iso-8859-2", "windows-1250",
                            "windows-1251", "windows-1253", "windows-1254", "windows-1255",
                            "windows-1256", "windows-1257", "windows-1258"});
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
    style.date_format = any_date_format();
    style.negative = *rc::gen::inRange(0, 3);
    const bool euro = is_unicode(style.charset) || style.charset == "windows-1252" ||
                      style.charset == "iso-8859-15" || style.charset == "macintosh";
    style.currency = euro ? one_of({"", " €", " EUR"}) : one_of({"", " EUR"});
    style.english = !is_western(style.charset) || *rc::gen::arbitrary<bool>();
    return style;
}

/// A text with all that may make trouble, blanks at its ends left out: they mean nothing.
inline std::string any_text(const Style& style, bool breaks) {
    const bool any_mark = !style.quote.empty() || !style.escape.empty();
    std::vector<std::string> parts = {"a", "Z", "7", "-", ".", " ", "''", "{", "°"};
    const auto letters = letters_of(style.charset);
    parts.insert(parts.end(), letters.begin(), letters.end());
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
    return text + one_of({"y", letters.front().c_str(), "\\"});
}

}  // namespace quittance::test
