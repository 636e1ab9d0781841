#include "readers/services/column_places.hpp"

#include "domain/decimal.hpp"
#include "domain/file_facts.hpp"
#include "readers/values/folded.hpp"
#include "readers/values/number_text.hpp"

#include <algorithm>

namespace quittance {
namespace {

constexpr int absent = -1;
constexpr int columns_max = 20'000;

[[noreturn]] void fail(const char* code, int row, std::string message) {
    throw UnreadableFile({code, std::move(message), row, ""});
}

bool is_named(const Cell& cell, const std::string& name) {
    return folded(trimmed(cell.text)) == folded(trimmed(name));
}

/// Codes alone are long numbers.
bool is_code(Meaning meaning) {
    return meaning == Meaning::client || meaning == Meaning::service || meaning == Meaning::ticket;
}

/// The number of the last filled cell.
std::size_t filled_width(const Record& record) {
    std::size_t width = record.cells.size();
    while (width > 0 && trimmed(record.cells[width - 1].text).empty()) {
        --width;
    }
    return width;
}

}  // namespace

ColumnPlaces::ColumnPlaces(const Profile& profile) {
    for (std::size_t i = 0; i < meaning_count; ++i) {
        wanted_.push_back(profile.columns.*profile_columns[i].field);
        constants_[i] = profile.constants.*profile_columns[i].field;
    }
    wanted_.push_back(profile.sign_rule == "column" ? profile.sign_column : "");
    places_.fill(absent);
}

bool ColumnPlaces::is_header(const Record& record) const {
    return std::all_of(wanted_.begin(), wanted_.end(), [&record](const std::string& name) {
        return name.empty() ||
               std::any_of(record.cells.begin(), record.cells.end(),
                           [&name](const Cell& cell) { return is_named(cell, name); });
    });
}

void ColumnPlaces::find(const Record& header) {
    width_ = filled_width(header);
    for (std::size_t column = 0; column < wanted_.size(); ++column) {
        const std::string& name = wanted_[column];
        if (name.empty()) {
            continue;
        }
        for (std::size_t i = 0; i < header.cells.size(); ++i) {
            if (!is_named(header.cells[i], name)) {
                continue;
            }
            if (places_[column] != absent) {
                fail("header_ambiguous", header.row,
                     "Two columns are named '" + name + "'; the profile cannot tell them apart.");
            }
            places_[column] = static_cast<int>(i);
        }
        if (places_[column] == absent) {
            fail("header_missing", header.row,
                 "Line " + std::to_string(header.row) + " has no column '" + name +
                     "'. Check the profile's columns, delimiter and header line.");
        }
    }
    settle();
}

void ColumnPlaces::number() {
    for (std::size_t column = 0; column < wanted_.size(); ++column) {
        if (wanted_[column].empty()) {
            continue;
        }
        const auto number = Decimal::parse(wanted_[column]);
        if (!number || number->decimals() > 0 || *number < Decimal::whole(1) ||
            *number > Decimal::whole(columns_max)) {
            fail("profile", 0,
                 "Without a header the profile's columns are numbers, not '" + wanted_[column] +
                     "'.");
        }
        places_[column] = static_cast<int>(number->units() / Decimal::one) - 1;
    }
    width_ = 0;  // the first row will tell
    settle();
}

void ColumnPlaces::take_in_order() {
    int place = 0;
    for (std::size_t column = 0; column < wanted_.size(); ++column) {
        places_[column] = wanted_[column].empty() ? absent : place++;
    }
    settle();
}

void ColumnPlaces::go_to(const Record& record) {
    for (const std::size_t i : in_columns_) {
        const auto place = static_cast<std::size_t>(places_[i]);
        cells_[i] = {};
        if (place < record.cells.size()) {
            const Cell& cell = record.cells[place];
            cells_[i] = {cell.kind, trimmed(cell.text)};
        }
        if (cells_[i].text.empty()) {
            cells_[i] = {Cell::Kind::text, constants_[i]};
        }
    }
}

/// What the places say of all rows.
void ColumnPlaces::settle() {
    for (std::size_t i = 0; i < places_.size(); ++i) {
        const auto count = static_cast<std::size_t>(places_[i] + 1);
        cells_[i] = {Cell::Kind::text, constants_[i]};
        if (count > 0) {
            in_columns_.push_back(i);
        }
        if (i == index(Meaning::comment)) {
            continue;
        }
        if (count > 0 && is_code(static_cast<Meaning>(i))) {
            codes_.resize(std::max(codes_.size(), count));
            codes_[count - 1] = true;
        }
        if (!constants_[i].empty()) {
            continue;
        }
        needed_ = std::max(needed_, count);
        if (i <= index(Meaning::amount)) {
            needed_of_sheet_ = std::max(needed_of_sheet_, count);
        }
    }
}

bool ColumnPlaces::is_long(const Record& record) {
    if (width_ == 0 && !is_short(record)) {
        width_ = record.cells.size();
    }
    return width_ > 0 && record.cells.size() > width_ && filled_width(record) > width_;
}

bool ColumnPlaces::is_filled(Meaning meaning, const Record& record) const {
    const auto place = static_cast<std::size_t>(places_[index(meaning)]);
    return place < record.cells.size() && !trimmed(record.cells[place].text).empty();
}

}  // namespace quittance
