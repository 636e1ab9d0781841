#include "readers/propose/column_traits.hpp"

#include "readers/propose/header_words.hpp"
#include "readers/values/date_text.hpp"
#include "readers/values/folded.hpp"
#include "readers/values/number_text.hpp"

#include <algorithm>
#include <array>

namespace quittance {
namespace {

/// A name in lower case without accents and surplus blanks: `Quantité ` is `quantite`.
std::string plain_name(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 11> accents = {
        {{"é", "e"},
         {"è", "e"},
         {"ê", "e"},
         {"à", "a"},
         {"â", "a"},
         {"î", "i"},
         {"ï", "i"},
         {"ô", "o"},
         {"û", "u"},
         {"ù", "u"},
         {"ç", "c"}}};
    std::string name = folded(trimmed(text));
    for (const auto& [from, to] : accents) {
        for (std::size_t at = name.find(from); at != std::string::npos; at = name.find(from)) {
            name.replace(at, from.size(), to);
        }
    }
    return name;
}

std::optional<Meaning> meaning_of(std::string_view header) {
    const std::string name = plain_name(header);
    for (const auto& [word, meaning] : header_words) {
        if (name == word) {
            return meaning;
        }
    }
    for (const auto& [word, meaning] : header_words) {
        if (name.starts_with(std::string(word) + ' ') || name.ends_with(' ' + std::string(word))) {
            return meaning;
        }
    }
    return std::nullopt;
}

void doubt(std::vector<Issue>& doubts, std::string message, const std::string& column = "") {
    doubts.push_back({"uncertain", std::move(message), 0, column});
}

bool all_read(const std::vector<std::string>& numbers, const NumberMarks& marks) {
    return std::all_of(numbers.begin(), numbers.end(), [&marks](const std::string& text) {
        const NumberTrouble trouble = read_number(text, marks).trouble;
        return trouble != NumberTrouble::ambiguous;
    });
}

}  // namespace

int header_likeness(const RawRow& row) {
    return static_cast<int>(
        std::count_if(row.cells.begin(), row.cells.end(),
                      [](const std::string& cell) { return meaning_of(cell).has_value(); }));
}

ProfileColumns propose_columns(const RawRow& header, std::vector<Issue>& doubts) {
    ProfileColumns columns;
    for (const std::string& cell : header.cells) {
        const auto meaning = meaning_of(cell);
        if (!meaning) {
            continue;
        }
        std::string& name = columns.*profile_columns[static_cast<std::size_t>(*meaning)].field;
        if (name.empty()) {
            name = trimmed(cell);
        } else {
            doubt(doubts,
                  "Both '" + name + "' and '" + cell + "' could be the column of the " +
                      std::string(profile_columns[static_cast<std::size_t>(*meaning)].name) +
                      ": the first was taken.",
                  cell);
        }
    }
    if (columns.client.empty()) {
        doubt(doubts, "No column could be told to be the client's: choose it.");
    }
    if (columns.service.empty()) {
        doubt(doubts, "No column could be told to be the service's: choose it.");
    }
    if (columns.price.empty() && columns.amount.empty()) {
        doubt(doubts, "No column could be told to be the price's or the amount's: choose it.");
    }
    return columns;
}

void propose_marks(const std::vector<std::string>& numbers, Profile& profile,
                   std::vector<Issue>& doubts) {
    struct Candidate {
        const char* decimal;
        const char* thousands;
    };
    constexpr std::array<Candidate, 6> candidates = {
        {{",", " "}, {",", "."}, {".", ","}, {".", " "}, {".", "'"}, {",", "'"}}};
    std::vector<Candidate> fitting;
    for (const auto& one : candidates) {
        if (all_read(numbers, {one.decimal, one.thousands})) {
            fitting.push_back(one);
        }
    }
    if (fitting.empty()) {
        doubt(doubts, "The numbers are not all written with the same decimal mark: check it.");
        return;
    }
    profile.decimal_mark = fitting.front().decimal;
    const bool grouped = !all_read(numbers, {fitting.front().decimal, ""});
    profile.thousands_mark = grouped ? fitting.front().thousands : "";
    const bool other_mark = std::any_of(fitting.begin(), fitting.end(), [&](const Candidate& one) {
        return one.decimal != profile.decimal_mark;
    });
    const bool any_mark = std::any_of(numbers.begin(), numbers.end(), [](const std::string& text) {
        return text.find_first_of(".,'") != std::string::npos;
    });
    if (other_mark && any_mark) {
        doubt(doubts,
              "The numbers can be read with a comma or a point before the decimals: check "
              "an amount below.");
    } else if (!any_mark) {
        doubt(doubts, "No number of the sample has decimals: check the decimal mark.");
    }
}

void propose_dates(const std::vector<std::string>& dates, Profile& profile,
                   std::vector<Issue>& doubts) {
    constexpr std::array formats = {
        "DD/MM/YYYY", "YYYY-MM-DD", "DD.MM.YYYY", "DD-MM-YYYY",          "DD/MM/YY",
        "MM/DD/YYYY", "DD.MM.YY",   "D MMM YYYY", "DD/MM/YYYY HH:mm",    "YYYY-MM-DD HH:mm:ss",
        "MM/DD/YY",   "YYYY/MM/DD", "YYYYMMDD",   "M/D/YYYY h:mm:ss AM", "serial"};
    std::vector<std::string> fitting;
    for (const char* const format : formats) {
        if (std::all_of(dates.begin(), dates.end(), [format](const std::string& text) {
                return read_date(text, format).has_value();
            })) {
            fitting.emplace_back(format);
        }
    }
    if (dates.empty() || fitting.empty()) {
        doubt(doubts, "How the dates are written could not be told: enter it.");
        return;
    }
    profile.date_format = fitting.front();
    const bool turned = std::any_of(fitting.begin(), fitting.end(), [&](const std::string& one) {
        return one != fitting.front() &&
               read_date(dates.front(), one) != read_date(dates.front(), fitting.front());
    });
    if (turned) {
        doubt(doubts,
              "No day of the sample is after the 12th: day and month could be the other way "
              "round. Check a date.");
    }
}

}  // namespace quittance
