#include "readers/propose/value_traits.hpp"

#include "readers/propose/doubt.hpp"
#include "readers/values/date_text.hpp"
#include "readers/values/number_text.hpp"

#include <algorithm>
#include <array>

namespace quittance {
namespace {

using Texts = std::vector<std::string>;

const std::array<NumberMarks, 8> candidates = {{{",", " "},
                                                {",", "."},
                                                {".", ","},
                                                {".", " "},
                                                {".", "'"},
                                                {",", "'"},
                                                {".", "’"},
                                                {",", "’"}}};

bool fits(const std::string& text, const NumberMarks& marks) {
    return read_number(text, marks).trouble != NumberTrouble::ambiguous;
}

bool all_fit(const Texts& numbers, const NumberMarks& marks) {
    return std::all_of(numbers.begin(), numbers.end(),
                       [&marks](const std::string& text) { return fits(text, marks); });
}

/// Whether a number is `0,125`: nobody groups thousands behind a nought.
bool begins_with_nought(const std::string& text, const std::string& mark) {
    const std::size_t digit = text.find_first_of("0123456789");
    return digit != std::string::npos && text[digit] == '0' &&
           text.compare(digit + 1, mark.size(), mark) == 0;
}

bool can_be(const std::string& text, const NumberMarks& marks) {
    return !begins_with_nought(text, marks.thousands) && fits(text, marks);
}

/// The marks under which every number can be read.
std::vector<NumberMarks> fitting_marks(const Texts& numbers) {
    std::vector<NumberMarks> fitting;
    for (const auto& marks : candidates) {
        if (std::all_of(numbers.begin(), numbers.end(),
                        [&marks](const auto& text) { return can_be(text, marks); })) {
            fitting.push_back(marks);
        }
    }
    return fitting;
}

/// How many numbers can be read with this decimal mark and not with the other one.
std::ptrdiff_t proofs_of(const std::string& decimal, const Texts& numbers) {
    return std::count_if(numbers.begin(), numbers.end(), [&decimal](const std::string& text) {
        return std::all_of(candidates.begin(), candidates.end(), [&](const NumberMarks& marks) {
            return marks.decimal == decimal || !can_be(text, marks);
        });
    });
}

std::string first_with(const Texts& numbers, char mark) {
    const auto found = std::find_if(
        numbers.begin(), numbers.end(),
        [mark](const std::string& text) { return text.find(mark) != std::string::npos; });
    return found == numbers.end() ? "" : *found;
}

void refuse_all(const Texts& numbers, Profile& profile, std::vector<Issue>& doubts) {
    profile.decimal_mark = first_with(numbers, ',').empty() ? "," : ".";
    profile.thousands_mark.clear();
    if (!first_with(numbers, profile.decimal_mark.front()).empty()) {
        doubt(doubts, "Comma and point are both used: choose the columns of the numbers.");
        profile.columns.quantity = profile.columns.price = profile.columns.amount = "";
        return;
    }
    doubt(doubts, "Numbers such as " +
                      first_with(numbers, profile.decimal_mark == "," ? '.' : ',') +
                      " could be thousands or have decimals: they are not read until the decimal "
                      "mark and the thousands mark are chosen.");
}

/// Most numbers prove one decimal mark and some contradict it: those are not read.
void take_majority(const Texts& numbers, Profile& profile, std::vector<Issue>& doubts) {
    const std::ptrdiff_t commas = proofs_of(",", numbers);
    const std::ptrdiff_t points = proofs_of(".", numbers);
    if (std::max(commas, points) < 2 * std::min(commas, points) || commas == points) {
        refuse_all(numbers, profile, doubts);
        return;
    }
    NumberMarks best{commas > points ? "," : ".", ""};
    const auto readable = [&numbers](const NumberMarks& marks) {
        return std::count_if(numbers.begin(), numbers.end(),
                             [&marks](const auto& text) { return fits(text, marks); });
    };
    for (const auto& marks : candidates) {
        if (marks.decimal == best.decimal && readable(marks) > readable(best)) {
            best = marks;
        }
    }
    profile.decimal_mark = best.decimal;
    profile.thousands_mark = best.thousands;
    const auto other = std::find_if_not(numbers.begin(), numbers.end(),
                                        [&best](const auto& text) { return fits(text, best); });
    doubt(doubts, "Most numbers have '" + best.decimal + "' before their decimals, but not '" +
                      (other == numbers.end() ? "" : *other) +
                      "': check the decimal mark. Such numbers are not read.");
}

/// A text that is a number under no marks at all proves nothing about them.
Texts proving(const Texts& numbers) {
    Texts proofs;
    std::copy_if(numbers.begin(), numbers.end(), std::back_inserter(proofs), [](const auto& text) {
        return std::any_of(candidates.begin(), candidates.end(), [&text](const auto& marks) {
            return read_number(text, marks).trouble == NumberTrouble::none;
        });
    });
    return proofs;
}

/// Day numbers of spreadsheets, which count from one of two days.
bool are_serials(const Texts& dates) {
    return std::all_of(dates.begin(), dates.end(),
                       [](const auto& text) { return read_date(text, "serial").has_value(); });
}

}  // namespace

void propose_marks(const Texts& numbers, Profile& profile, std::vector<Issue>& doubts) {
    const Texts proofs = proving(numbers);
    const std::vector<NumberMarks> fitting = fitting_marks(proofs);
    if (fitting.empty()) {
        take_majority(proofs, profile, doubts);
        return;
    }
    const NumberMarks& first = fitting.front();
    const bool marked = std::any_of(proofs.begin(), proofs.end(), [](const std::string& text) {
        return text.find_first_of(".,'") != std::string::npos;
    });
    const bool proven =
        std::all_of(fitting.begin(), fitting.end(),
                    [&first](const NumberMarks& one) { return one.decimal == first.decimal; });
    if (marked && !proven) {
        refuse_all(proofs, profile, doubts);
        return;
    }
    profile.decimal_mark = first.decimal;
    profile.thousands_mark = all_fit(proofs, {first.decimal, ""}) ? "" : first.thousands;
    if (!marked) {
        doubt(doubts, "No number of the sample has decimals: check the decimal mark.");
    }
}

std::vector<std::string> date_formats(const Texts& dates) {
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
                                    "D.MMM.YYYY",
                                    "DD/MM/YYYY HH:mm",
                                    "MM/DD/YYYY HH:mm",
                                    "DD/MM/YYYY HH:mm:ss",
                                    "MM/DD/YYYY HH:mm:ss",
                                    "YYYY-MM-DD HH:mm",
                                    "YYYY-MM-DD HH:mm:ss",
                                    "M/D/YYYY h:mm:ss AM",
                                    "D/M/YYYY h:mm:ss AM",
                                    "YYYYMMDD"};
    std::vector<std::string> fitting;
    for (const char* const format : formats) {
        if (std::all_of(dates.begin(), dates.end(), [format](const std::string& text) {
                return read_date(text, format).has_value();
            })) {
            fitting.emplace_back(format);
        }
    }
    return fitting;
}

void propose_dates(const Texts& dates, Profile& profile, std::vector<Issue>& doubts) {
    const std::vector<std::string> fitting = date_formats(dates);
    profile.date_format.clear();
    if (!dates.empty() && fitting.empty() && are_serials(dates)) {
        const auto from_1900 = read_date(dates.front(), "serial");
        const auto from_1904 = read_date(dates.front(), "serial-1904");
        doubt(doubts, "The dates are a spreadsheet's day numbers: " + dates.front() + " is " +
                          text(*from_1900) + " as 'serial'" +
                          (from_1904 ? ", " + text(*from_1904) + " as 'serial-1904'" : "") +
                          ". They are not read until one is entered.");
    } else if (dates.empty() || fitting.empty()) {
        doubt(doubts, "How the dates are written could not be told: enter it.");
    } else if (fitting.size() > 1) {
        doubt(doubts, "Dates such as " + dates.front() + " can be read as " + fitting[0] +
                          " or as " + fitting[1] +
                          ", and no day of the sample is after the 12th: they are not read until "
                          "the format is chosen.");
    } else {
        profile.date_format = fitting.front();
    }
}

}  // namespace quittance
