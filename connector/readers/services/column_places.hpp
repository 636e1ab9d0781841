#pragma once

#include "domain/profile.hpp"
#include "readers/record.hpp"

#include <array>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace quittance {

/// What a column can mean; in the order of `profile_columns`.
enum class Meaning {
    client,
    service,
    quantity,
    price,
    amount,
    ticket,
    date,
    comment,
    tax,
    currency
};
inline constexpr std::size_t meaning_count = profile_columns.size();

/// In which cell of a row each meaning stands, and what stands for it where there is no cell.
class ColumnPlaces {
public:
    explicit ColumnPlaces(const Profile& profile);

    /// Whether all columns that the profile names are in this row.
    [[nodiscard]] bool is_header(const Record& record) const;
    /// Finds the columns by their names. @throws UnreadableFile: one is missing, or there twice.
    void find(const Record& header);
    /// The columns are numbers. @throws UnreadableFile when one is not.
    void number();
    /// The cells are in the order of `wanted()`.
    void take_in_order();

    /// What the profile's columns are called, of all meanings in their order, and then the column
    /// of the sign; "" where there is none.
    [[nodiscard]] const std::vector<std::string>& wanted() const { return wanted_; }
    [[nodiscard]] const std::string& name(Meaning meaning) const { return wanted_[index(meaning)]; }

    /// Goes to a row: `cell` and `sign` are of this one, as long as it lives.
    void go_to(const Record& record);
    /// The meaning's cell, its blanks taken off: the constant where it is empty or absent.
    [[nodiscard]] const Cell& cell(Meaning meaning) const { return cells_[index(meaning)]; }
    [[nodiscard]] const Cell& sign() const { return cells_[meaning_count]; }
    /// Whether the row itself fills the meaning's column.
    [[nodiscard]] bool is_filled(Meaning meaning, const Record& record) const;
    [[nodiscard]] bool has_column(Meaning meaning) const { return places_[index(meaning)] >= 0; }
    /// A column or a constant gives it.
    [[nodiscard]] bool has(Meaning meaning) const {
        return places_[index(meaning)] >= 0 || !constants_[index(meaning)].empty();
    }
    /// Whether the row ends before a mapped column that no constant stands for. A comment may be
    /// missing, and in a sheet all behind the amount.
    [[nodiscard]] bool is_short(const Record& record) const {
        return record.cells.size() < (record.open_end ? needed_of_sheet_ : needed_);
    }
    /// Whether a filled cell stands beyond the header's last name; without a header beyond the
    /// first row that was not short.
    [[nodiscard]] bool is_long(const Record& record);
    /// How many columns the list has.
    [[nodiscard]] std::size_t width() const { return width_; }
    /// Whether a cell of the row holds a code, in which a long number is read as what it is: in a
    /// figure's column, a date's or a comment's it may be a payment card's.
    [[nodiscard]] bool holds_code(std::size_t place) const {
        return place < codes_.size() && codes_[place];
    }

private:
    void settle();
    static constexpr std::size_t no_width = std::numeric_limits<std::size_t>::max();

    static std::size_t index(Meaning meaning) { return static_cast<std::size_t>(meaning); }

    std::vector<std::string> wanted_;
    std::array<int, meaning_count + 1> places_{};
    std::array<std::string, meaning_count + 1> constants_;
    std::array<Cell, meaning_count + 1> cells_;
    std::vector<std::size_t> in_columns_;  // the meanings that have one
    std::vector<bool> codes_;              // of each cell, whether it holds one
    std::size_t width_ = no_width;
    std::size_t needed_ = 0;           // so many cells a row must have
    std::size_t needed_of_sheet_ = 0;  // where its empty cells are not kept
};

}  // namespace quittance
