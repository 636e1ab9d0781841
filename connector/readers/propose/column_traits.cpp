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
        return read_number(text, marks).trouble != NumberTrouble::ambiguous;
    });
}

/// Whether a number is `0,125`: nobody groups thousands behind a nought.
bool begins_with_nought(const std::string& text, const std::string& mark) {
    const std::size_t digit = text.find_first_of("0123456789");
    return digit != std::string::npos && text[digit] == '0' &&
           text.compare(digit + 1, mark.size(), mark) == 0;
}

/// The marks under which every number can be read.
std::vector<NumberMarks> fitting_marks(const std::vector<std::string>& numbers) {
    const std::array<NumberMarks, 6> candidates = {
        {{",", " "}, {",", "."}, {".", ","}, {".", " "}, {".", "'"}, {",", "'"}}};
    std::vector<NumberMarks> fitting;
    for (const auto& one : candidates) {
        const bool grouped_nought = std::any_of(
            numbers.begin(), numbers.end(),
            [&one](const std::string& text) { return begins_with_nought(text, one.thousands); });
        if (!grouped_nought && all_read(numbers, one)) {
            fitting.push_back(one);
        }
    }
    return fitting;
}

std::string first_with(const std::vector<std::string>& numbers, char mark) {
    const auto found = std::find_if(
        numbers.begin(), numbers.end(),
        [mark](const std::string& text) { return text.find(mark) != std::string::npos; });
    return found == numbers.end() ? "" : *found;
}

/// The decimal mark that no number of the sample has: those with the other one are refused.
std::string refusing_mark(const std::vector<std::string>& numbers) {
    return first_with(numbers, ',').empty() ? "," : ".";
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
    const std::vector<NumberMarks> fitting = fitting_marks(numbers);
    if (fitting.empty()) {
        doubt(doubts, "The numbers are not all written with the same decimal mark: check it.");
        return;
    }
    const NumberMarks& first = fitting.front();
    const bool marked = std::any_of(numbers.begin(), numbers.end(), [](const std::string& text) {
        return text.find_first_of(".,'") != std::string::npos;
    });
    const bool proven =
        std::all_of(fitting.begin(), fitting.end(),
                    [&first](const NumberMarks& one) { return one.decimal == first.decimal; });
    if (marked && !proven) {
        profile.decimal_mark = refusing_mark(numbers);
        profile.thousands_mark.clear();
        if (!first_with(numbers, profile.decimal_mark.front()).empty()) {
            doubt(doubts, "Comma and point are both used: choose the columns of the numbers.");
            profile.columns.quantity = profile.columns.price = profile.columns.amount = "";
            return;
        }
        doubt(doubts,
              "Numbers such as " + first_with(numbers, profile.decimal_mark == "," ? '.' : ',') +
                  " could be thousands or have decimals: they are not read until the decimal "
                  "mark and the thousands mark are chosen.");
        return;
    }
    profile.decimal_mark = first.decimal;
    profile.thousands_mark = all_read(numbers, {first.decimal, ""}) ? "" : first.thousands;
    if (!marked) {
        doubt(doubts, "No number of the sample has decimals: check the decimal mark.");
    }
}

void propose_dates(const std::vector<std::string>& dates, Profile& profile,
                   std::vector<Issue>& doubts) {
    constexpr std::array formats = {"DD/MM/YYYY",
                                    "MM/DD/YYYY",
                                    "YYYY-MM-DD",
                                    "YYYY/MM/DD",
                                    "DD.MM.YYYY",
                                    "DD-MM-YYYY",
                                    "MM-DD-YYYY",
                                    "DD/MM/YY",
                                    "MM/DD/YY",
                                    "DD.MM.YY",
                                    "DD-MM-YY",
                                    "D MMM YYYY",
                                    "DD/MM/YYYY HH:mm",
                                    "MM/DD/YYYY HH:mm",
                                    "DD/MM/YYYY HH:mm:ss",
                                    "MM/DD/YYYY HH:mm:ss",
                                    "YYYY-MM-DD HH:mm",
                                    "YYYY-MM-DD HH:mm:ss",
                                    "M/D/YYYY h:mm:ss AM",
                                    "D/M/YYYY h:mm:ss AM",
                                    "YYYYMMDD",
                                    "serial"};
    std::vector<std::string> fitting;
    for (const char* const format : formats) {
        if (std::all_of(dates.begin(), dates.end(), [format](const std::string& text) {
                return read_date(text, format).has_value();
            })) {
            fitting.emplace_back(format);
        }
    }
    profile.date_format.clear();
    if (dates.empty() || fitting.empty()) {
        doubt(doubts, "How the dates are written could not be told: enter it.");
    } else if (fitting.size() > 1) {
        doubt(doubts, "Dates such as " + dates.front() + " can be read as " + fitting[0] +
                          " or as " + fitting[1] +
                          ", and no day of the sample is after the 12th: they are not read until "
                          "the format is chosen.");
    } else {
        profile.date_format = fitting.front();
    }
    if (profile.date_format == "serial") {
        doubt(doubts, "The dates are a spreadsheet's day numbers, counted from 1900: check one.");
    }
}

}  // namespace quittance
