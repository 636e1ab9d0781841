#pragma once

#include "domain/profile.hpp"

#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace quittance::test {

/// What a supplier's program knows of a service: figures in thousandths.
struct WrittenLine {
    std::string client;
    std::string service;
    std::string ticket;
    std::string comment;
    std::int64_t quantity = 0;
    std::int64_t price = 0;
    std::chrono::sys_days date;
    int row = 0;  ///< the line of the file on which it begins; set by `written`
};

/// How that program writes: all that a profile can declare, and what it need not declare.
struct Style {
    std::string delimiter = ";";
    std::string quote = "\"";
    std::string escape;
    std::string line_end = "\n";
    std::string charset = "utf-8";
    bool mark = false;  ///< UTF-8 with its mark
    std::string decimal_mark = ",";
    std::string thousands_mark;
    std::string thousands_written;  ///< a space may be one that does not break
    std::string date_format = "DD/MM/YYYY";
    int negative = 0;      ///< `-1`, `1-`, `(1)`
    std::string currency;  ///< behind prices
    bool english = false;  ///< months' names
};

inline std::string encoded(const std::string& utf8, const std::string& charset) {
    const auto text = icu::UnicodeString::fromUTF8(utf8);
    std::string bytes(static_cast<std::size_t>(text.length()) * 4 + 8, '\0');
    const std::int32_t size = text.extract(
        0, text.length(), bytes.data(), static_cast<std::uint32_t>(bytes.size()), charset.c_str());
    bytes.resize(static_cast<std::size_t>(size));
    return bytes;
}

inline std::string number(std::int64_t thousandths, const Style& style, bool grouped) {
    const std::int64_t absolute = thousandths < 0 ? -thousandths : thousandths;
    std::string whole = std::to_string(absolute / 1000);
    if (grouped) {
        for (std::size_t at = whole.size(); at > 3;) {
            at -= 3;
            whole.insert(at, style.thousands_written);
        }
    }
    if (const auto rest = absolute % 1000; rest != 0) {
        whole += style.decimal_mark + std::to_string(1000 + rest).substr(1);
    }
    if (thousandths >= 0) {
        return whole;
    }
    constexpr std::array<std::array<const char*, 2>, 3> around = {
        {{"-", ""}, {"", "-"}, {"(", ")"}}};
    const auto& [before, after] = around.at(static_cast<std::size_t>(style.negative));
    return before + whole + after;
}

inline std::string date(std::chrono::sys_days day, const Style& style) {
    constexpr std::array french = {"janv.", "févr.", "mars",  "avr.", "mai",  "juin",
                                   "juil.", "août",  "sept.", "oct.", "nov.", "déc."};
    constexpr std::array english = {"January", "Feb",    "March",     "Apr", "May",      "June",
                                    "Jul",     "August", "September", "Oct", "November", "Dec"};
    const std::chrono::year_month_day parts(day);
    const auto two = [](unsigned value) { return std::to_string(100 + value).substr(1); };
    const unsigned d = static_cast<unsigned>(parts.day());
    const unsigned m = static_cast<unsigned>(parts.month());
    const std::string y = std::to_string(static_cast<int>(parts.year()));
    const std::string& format = style.date_format;
    const auto days = day.time_since_epoch().count();
    if (format == "serial") {
        return std::to_string(days + 25'569);  // of 1970-01-01 in the 1900 system
    }
    if (format == "serial-1904") {
        return std::to_string(days + 24'107);
    }
    const auto part = [&](const std::string& letters) {
        return letters == "YYYY"  ? y
               : letters == "YY"  ? y.substr(2)
               : letters == "MMM" ? std::string((style.english ? english : french).at(m - 1))
               : letters == "MM"  ? two(m)
               : letters == "M"   ? std::to_string(m)
               : letters == "DD"  ? two(d)
               : letters == "D"   ? std::to_string(d)
               : letters == "h"   ? "1"
               : letters == "mm"  ? "05"
               : letters == "ss"  ? "09"
                                  : letters;
    };
    std::string written;
    for (std::size_t at = 0; at < format.size();) {
        if (format.compare(at, 2, "AM") == 0) {
            written += "PM";
            at += 2;
            continue;
        }
        const std::size_t end = std::min(format.find_first_not_of(format[at], at), format.size());
        written += part(format.substr(at, end - at));
        at = end;
    }
    return written;
}

/// A field as the style must write it: quoted or escaped where it has to be.
inline std::string field(const std::string& text, const Style& style, bool quote_all) {
    std::string marks = "\r\n" + style.delimiter + style.quote + style.escape;
    const bool special = text.find_first_of(marks) != std::string::npos;
    if (!special && !quote_all) {
        return text;
    }
    std::string out;
    const bool quoted = !style.quote.empty();
    for (const char c : text) {
        const bool doubled = quoted && c == style.quote[0] && style.escape.empty();
        const bool escaped =
            !style.escape.empty() && (quoted ? c == style.quote[0] || c == style.escape[0]
                                             : marks.find(c) != std::string::npos);
        out += doubled ? std::string(2, c) : escaped ? style.escape + c : std::string(1, c);
    }
    return style.quote + out + style.quote;
}

/// The line breaks in a text: `\r\n` is one.
inline int breaks(std::string_view text) {
    int count = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool both = text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
        count += (text[at] == '\n' || text[at] == '\r') && !both ? 1 : 0;
    }
    return count;
}

/// The file's bytes. Sets the lines' rows.
inline std::string written(std::vector<WrittenLine>& lines, const Style& style, bool grouped,
                           bool quote_all) {
    std::string text = style.mark ? "\xEF\xBB\xBF" : "";
    const auto add = [&](const std::vector<std::string>& fields) {
        std::string row;
        for (const auto& one : fields) {
            row += (row.empty() ? "" : style.delimiter) + field(one, style, quote_all);
        }
        text += row + style.line_end;
    };
    add({"Client", "Service", "Qty", "Price", "Date", "Ticket", "Comment"});
    for (auto& line : lines) {
        line.row = breaks(text) + 1;
        add({line.client, line.service, number(line.quantity, style, grouped),
             number(line.price, style, grouped) + style.currency, date(line.date, style),
             line.ticket, line.comment});
    }
    return encoded(text, style.charset);
}

/// What the supplier's profile declares of the style.
inline Profile profile_of(const Style& style) {
    Profile profile;
    profile.delimiter = style.delimiter;
    profile.quote = style.quote;
    profile.escape = style.escape;
    profile.charset = style.charset;
    profile.decimal_mark = style.decimal_mark;
    profile.thousands_mark = style.thousands_mark;
    profile.date_format = style.date_format;
    profile.period_rule = "date";
    profile.ticket_names = "line";
    profile.zero_price = "free";
    profile.columns = {"Client", "Service", "Qty",     "Price", "",
                       "Ticket", "Date",    "Comment", "",      ""};
    return profile;
}

}  // namespace quittance::test
