#include "readers/services/row_values.hpp"

#include "readers/values/card_number.hpp"
#include "readers/values/currency_mark.hpp"
#include "support/cut_text.hpp"

#include <algorithm>
#include <cstdlib>

namespace quittance {
namespace {

constexpr std::int64_t units_per_cent = Decimal::one / 100;
constexpr std::size_t date_length = 10;
constexpr std::size_t code_bytes_max = 500;
constexpr std::size_t tax_bytes_max = 60;

/// Of a card's number that is cut in two nobody would know any more what it is: masked before.
std::string quoted(std::string_view text) {
    constexpr std::size_t shown = 80;
    if (text.size() <= shown) {
        return "'" + std::string(text) + "'";
    }
    std::string masked(text);
    for (const auto& number : card_numbers_in(text)) {
        mask_number(masked, number);
    }
    return "'" + std::string(cut_at(masked, shown)) + "…'";
}

/// The characters of a text, each of them one of its UTF-8 sequences.
std::vector<std::string> characters_of(std::string_view text) {
    std::vector<std::string> characters;
    for (const char byte : text) {
        if ((static_cast<unsigned char>(byte) & 0xC0U) == 0x80U && !characters.empty()) {
            characters.back() += byte;
        } else {
            characters.emplace_back(1, byte);
        }
    }
    return characters;
}

/// Takes any of the characters off both ends.
std::string_view stripped(std::string_view text, const std::vector<std::string>& characters) {
    const auto begins = [&text](const std::string& one) { return text.starts_with(one); };
    const auto ends = [&text](const std::string& one) { return text.ends_with(one); };
    for (auto one = characters.begin(); one != characters.end();) {
        one = std::find_if(characters.begin(), characters.end(), begins);
        text.remove_prefix(one == characters.end() ? 0 : one->size());
    }
    for (auto one = characters.begin(); one != characters.end();) {
        one = std::find_if(characters.begin(), characters.end(), ends);
        text.remove_suffix(one == characters.end() ? 0 : one->size());
    }
    return text;
}

/// A typed number with at most six decimals: a workbook keeps more than anybody entered.
std::optional<Decimal> typed_number(std::string_view text) {
    const std::size_t point = text.find('.');
    if (point == std::string_view::npos || text.size() - point - 1 <= Decimal::places) {
        return Decimal::parse(text);
    }
    auto value = Decimal::parse(text.substr(0, point + 1 + Decimal::places));
    if (value && text[point + 1 + Decimal::places] >= '5') {
        const std::int64_t one = text.starts_with('-') ? -1 : 1;
        value = Decimal::from_units(value->units() + one);
    }
    return value;
}

}  // namespace

RowValues::RowValues(const Profile& profile)
    : profile_(profile),
      has_cents_(!has_no_cents(profile.currency)),
      marks_{profile.decimal_mark, profile.thousands_mark, profile.currency},
      date_form_(profile.date_format),
      strip_(characters_of(profile.code_strip)) {}

RowValues::RowValues(const Profile& profile, NumberMarks otherwise) : RowValues(profile) {
    otherwise_ = std::move(otherwise);
}

void RowValues::note(ReadRow& row, const char* code, std::string message,
                     const std::string& column) {
    row.problems.push_back({code, std::move(message), row.row, column});
}

void RowValues::note_no_value(const Cell& cell, const std::string& column, ReadRow& row) {
    if (cell.kind == Cell::Kind::error) {
        note(row, "formula_error",
             "The cell in column '" + column + "' shows the error " + std::string(cell.text) +
                 ". Ask the supplier to put it right.",
             column);
    } else {
        note(row, "formula_unstored",
             "The formula in column '" + column +
                 "' was saved without its result. Ask the supplier to open the file, save it and "
                 "send it again.",
             column);
    }
}

std::optional<Decimal> RowValues::number(const Cell& cell, const std::string& column,
                                         ReadRow& row) const {
    if (!has_value(cell, column, row)) {
        return std::nullopt;
    }
    if (cell.kind == Cell::Kind::number) {
        if (const auto value = typed_number(cell.text)) {
            return value;
        }
    }
    if (cell.kind == Cell::Kind::cut) {
        note(row, "number_unreadable",
             "The number " + quoted(cell.text) + " goes on beyond the positions " + column +
                 ". Correct them in the profile.",
             column);
        return std::nullopt;
    }
    auto reading = read_number(cell.text, marks_);
    if (reading.trouble == NumberTrouble::ambiguous && otherwise_) {
        reading = read_number(cell.text, *otherwise_);
    }
    switch (reading.trouble) {
        case NumberTrouble::none:
            return reading.value;
        case NumberTrouble::empty:
            break;
        case NumberTrouble::unreadable:
            note(row, "number_unreadable",
                 quoted(cell.text) + " in column '" + column + "' is no number.", column);
            break;
        case NumberTrouble::ambiguous:
            note(row, "number_ambiguous",
                 quoted(cell.text) + " in column '" + column +
                     "' can be read in two ways: the profile declares '" + profile_.decimal_mark +
                     "' before the decimals.",
                 column);
            break;
        case NumberTrouble::currency:
            note_currency(row, reading.currency, column);
            break;
    }
    return std::nullopt;
}

void RowValues::note_currency(ReadRow& row, std::string_view currency,
                              const std::string& column) const {
    note(row, "currency_unknown",
         "The row is in '" + std::string(currency) + "', but the profile's currency is " +
             profile_.currency + ".",
         column);
}

std::string RowValues::tax(Cell cell, const std::string& column, ReadRow& row) const {
    const std::string_view written = cell.text;
    if (written.ends_with('%')) {
        cell.text = trimmed(written.substr(0, written.size() - 1));
    }
    if (cell.kind == Cell::Kind::text &&
        read_number(cell.text, marks_).trouble == NumberTrouble::unreadable) {
        return std::string(cut_at(written, tax_bytes_max));
    }
    const auto rate = number(cell, column, row);
    return rate ? rate->text() : "";
}

std::optional<Money> RowValues::amount(const Cell& cell, const std::string& column,
                                       ReadRow& row) const {
    const auto value = number(cell, column, row);
    if (!value) {
        return std::nullopt;
    }
    // A workbook's sums carry noise behind the cents; a text's decimals were written by somebody.
    const std::int64_t noise = cell.kind == Cell::Kind::number ? units_per_cent / 100 : 0;
    const std::int64_t half = value->is_negative() ? -units_per_cent / 2 : units_per_cent / 2;
    const std::int64_t minor = (value->units() + half) / units_per_cent;
    if (std::abs(value->units() - minor * units_per_cent) > noise) {
        note(row, "number_unreadable", "The amount " + value->text() + " has fractions of a cent.",
             column);
        return std::nullopt;
    }
    if (!has_cents_ && minor % 100 != 0) {
        note(row, "number_unreadable",
             "The amount " + value->text() + " is finer than the smallest unit of " +
                 profile_.currency + ".",
             column);
        return std::nullopt;
    }
    if (std::abs(minor) > amount_minor_max) {
        note(row, "number_unreadable", "The amount is larger than any service's can be.", column);
        return std::nullopt;
    }
    return Money(minor, profile_.currency);
}

std::optional<Date> RowValues::date(const Cell& cell, const std::string& column,
                                    ReadRow& row) const {
    if (!has_value(cell, column, row) || cell.text.empty()) {
        return std::nullopt;
    }
    std::optional<Date> day;
    if (cell.kind == Cell::Kind::date) {
        day = parse_date(cell.text.substr(0, date_length));
    } else if (cell.kind == Cell::Kind::number) {
        day = date_form_.read(cell.text.substr(0, cell.text.find('.')));
    } else {
        day = date_form_.read(cell.text);
    }
    if (!day) {
        note(row, "date_unreadable",
             profile_.date_format.empty()
                 ? quoted(cell.text) +
                       " is not read: the profile does not say how dates are written."
                 : quoted(cell.text) + " is no day written as " + profile_.date_format + ".",
             column);
    }
    return day;
}

std::string_view RowValues::code(const Cell& cell, const std::string& column, ReadRow& row) const {
    if (!has_value(cell, column, row)) {
        return {};
    }
    const std::string_view text = strip_.empty() ? cell.text : stripped(cell.text, strip_);
    if (text.size() > code_bytes_max) {
        note(row, "code_long",
             quoted(text) + " in column '" + column +
                 "' is longer than any code or name of a service. Ask the supplier what it is.",
             column);
    }
    return cut_at(text, code_bytes_max);
}

}  // namespace quittance
