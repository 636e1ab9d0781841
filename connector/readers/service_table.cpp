#include "readers/service_table.hpp"

#include "readers/charset.hpp"
#include "readers/control_totals.hpp"
#include "readers/csv.hpp"
#include "readers/date_text.hpp"
#include "readers/number_text.hpp"
#include "support/ascii.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <stdexcept>

namespace quittance {
namespace {

enum Column { client, service, quantity, price, amount, ticket, date, comment, column_count };
constexpr int absent = -1;

using Places = std::array<int, column_count>;

std::array<std::string, column_count> headers(const ProfileColumns& columns) {
    return {columns.client, columns.service, columns.quantity, columns.price,
            columns.amount, columns.ticket,  columns.date,     columns.comment};
}

bool is_blank(const CsvRecord& record) {
    return std::all_of(record.fields.begin(), record.fields.end(),
                       [](const std::string& field) { return trimmed(field).empty(); });
}

/// More than any service costs: what is above is a misread number, and would overflow sums.
constexpr std::int64_t amount_minor_max = 100'000'000'000;

/// A code that a spreadsheet has turned into a number: `1.23E+05`.
bool is_destroyed(std::string_view code) {
    const std::size_t e = code.find_first_of("eE");
    return e != std::string_view::npos && e > 0 && e + 1 < code.size() &&
           (code[e + 1] == '+' || code[e + 1] == '-') &&
           code.find_first_not_of("0123456789.,", 0) == e &&
           code.find_first_not_of("0123456789", e + 2) == std::string_view::npos;
}

class Reader {
public:
    Reader(std::string_view bytes, const Profile& profile)
        : profile_(profile),
          marks_{profile.decimal_mark, profile.thousands_mark},
          text_(decoded(bytes)),
          csv_(text_, delimiter(profile)),
          totals_(profile, marks_) {}

    ServiceTable read() {
        find_columns();
        CsvRecord record;
        while (next(record)) {
            if (is_blank(record)) {
                continue;
            }
            if (totals_.is_total(record)) {
                totals_.take(record, cell(record, client));
            } else {
                take_row(record);
            }
        }
        if (table_.rows.empty()) {
            fail("file_empty", 0, "The file has a header but no rows of services.");
        }
        table_.totals = std::move(totals_).taken();
        return std::move(table_);
    }

private:
    [[noreturn]] static void fail(std::string code, int row, std::string message) {
        throw UnreadableFile({std::move(code), std::move(message), row, ""});
    }

    std::string decoded(std::string_view bytes) const {
        if (bytes.empty()) {
            fail("file_empty", 0, "The file is empty.");
        }
        try {
            return to_utf8(bytes, profile_.charset);
        } catch (const CharsetError& error) {
            fail("charset", error.line(),
                 "Line " + std::to_string(error.line()) + ": " + error.what() + ".");
        }
    }

    static char delimiter(const Profile& profile) {
        if (profile.delimiter.size() != 1) {
            fail("profile", 0, "The profile's delimiter must be one character.");
        }
        return profile.delimiter.front();
    }

    bool next(CsvRecord& record) {
        try {
            return csv_.next(record);
        } catch (const CsvError& error) {
            fail("file_broken", error.line(),
                 "Line " + std::to_string(error.line()) + ": " + error.what() + ".");
        }
    }

    void find_columns() {
        places_.fill(absent);
        const auto wanted = headers(profile_.columns);
        if (profile_.period_rule == "date" && wanted[date].empty()) {
            fail("profile", 0,
                 "The profile takes the month from the dates, but names no date column.");
        }
        if (profile_.header_row == 0) {
            number_columns(wanted);
            return;
        }
        CsvRecord record;
        while (next(record) && record.line < profile_.header_row) {
        }
        if (record.line != profile_.header_row) {
            fail("header_missing", profile_.header_row,
                 "The file ends before line " + std::to_string(profile_.header_row) +
                     ", where its header should be.");
        }
        for (std::size_t column = 0; column < wanted.size(); ++column) {
            if (!wanted[column].empty()) {
                places_[column] = place_of(record, wanted[column]);
            }
        }
    }

    static void number_columns_fail(const std::string& text) {
        fail("profile", 0,
             "Without a header the profile's columns are numbers, not '" + text + "'.");
    }

    void number_columns(const std::array<std::string, column_count>& wanted) {
        for (std::size_t column = 0; column < wanted.size(); ++column) {
            if (wanted[column].empty()) {
                continue;
            }
            const auto number = Decimal::parse(wanted[column]);
            if (!number || number->decimals() > 0 || number->units() < Decimal::one ||
                number->units() > 2'000 * Decimal::one) {
                number_columns_fail(wanted[column]);
            } else {
                places_[column] = static_cast<int>(number->units() / Decimal::one) - 1;
            }
        }
    }

    static int place_of(const CsvRecord& header, const std::string& name) {
        int found = absent;
        for (std::size_t i = 0; i < header.fields.size(); ++i) {
            if (lower_ascii(trimmed(header.fields[i])) != lower_ascii(trimmed(name))) {
                continue;
            }
            if (found != absent) {
                fail("header_ambiguous", header.line,
                     "Two columns are named '" + name + "'; the profile cannot tell them apart.");
            }
            found = static_cast<int>(i);
        }
        if (found == absent) {
            fail("header_missing", header.line,
                 "Line " + std::to_string(header.line) + " has no column '" + name +
                     "'. Check the profile's columns, delimiter and header line.");
        }
        return found;
    }

    std::string_view cell(const CsvRecord& record, Column column) const {
        const int place = places_[column];
        return place == absent || place >= static_cast<int>(record.fields.size())
                   ? std::string_view()
                   : trimmed(record.fields[static_cast<std::size_t>(place)]);
    }

    bool has(Column column) const { return places_[column] != absent; }

    void take_row(const CsvRecord& record) {
        ReadRow row;
        row.row = record.line;
        row.client_code = cell(record, client);
        row.service = cell(record, service);
        row.ticket = cell(record, ticket);
        row.comment = cell(record, comment);
        check_width(record, row);
        check_client(row);
        row.quantity = number(record, quantity, row);
        if (is_free(record)) {
            row.price = Decimal();
            row.amount = Money(0, profile_.currency);
        } else {
            row.price = number(record, price, row);
            read_amount(record, row);
        }
        read_day(record, row);
        totals_.add(row);
        table_.rows.push_back(std::move(row));
    }

    static void note(ReadRow& row, std::string code, std::string message, std::string column) {
        if (!row.problem) {
            row.problem = Issue{std::move(code), std::move(message), row.row, std::move(column)};
        }
    }

    void check_width(const CsvRecord& record, ReadRow& row) const {
        const int widest = *std::max_element(places_.begin(), places_.end());
        if (widest >= static_cast<int>(record.fields.size()) &&
            std::any_of(places_.begin(), places_.begin() + ticket, [&](int place) {
                return place >= static_cast<int>(record.fields.size());
            })) {
            note(row, "row_short",
                 "The row has " + std::to_string(record.fields.size()) +
                     " cells, fewer than the header says. Ask the supplier for the missing ones.",
                 "");
        }
    }

    /// A supplier that gives things away writes nothing, or a word, where the price would be.
    bool is_free(const CsvRecord& record) const {
        constexpr std::array words = {"", "offert", "offerte", "gratuit", "gratuite", "free"};
        const auto gives = [&](Column column) {
            const std::string text = lower_ascii(cell(record, column));
            return std::find(words.begin(), words.end(), text) != words.end();
        };
        return profile_.zero_price == "free" && (has(price) || has(amount)) && gives(price) &&
               gives(amount);
    }

    void check_client(ReadRow& row) const {
        if (is_destroyed(row.client_code)) {
            note(row, "id_destroyed",
                 "A spreadsheet has turned the client's code into '" + row.client_code +
                     "'. Ask the supplier to format that column as text.",
                 profile_.columns.client);
        }
    }

    std::optional<Decimal> number(const CsvRecord& record, Column column, ReadRow& row) const {
        if (!has(column)) {
            return std::nullopt;
        }
        const auto text = cell(record, column);
        const auto reading = read_number(text, marks_);
        const auto name = headers(profile_.columns)[column];
        switch (reading.trouble) {
            case NumberTrouble::none:
                return reading.value;
            case NumberTrouble::empty:
                break;
            case NumberTrouble::unreadable:
                note(row, "number_unreadable",
                     "'" + std::string(text) + "' in column '" + name + "' is no number.", name);
                break;
            case NumberTrouble::ambiguous:
                note(row, "number_ambiguous",
                     "'" + std::string(text) + "' in column '" + name +
                         "' can be read in two ways: the profile declares '" +
                         profile_.decimal_mark + "' before the decimals.",
                     name);
                break;
        }
        return std::nullopt;
    }

    void read_amount(const CsvRecord& record, ReadRow& row) const {
        std::optional<Money> stated;
        if (has(amount)) {
            if (const auto value = number(record, amount, row)) {
                stated = Money::parse(value->text(), profile_.currency);
                if (!stated) {
                    note(row, "number_unreadable",
                         "The amount " + value->text() + " has fractions of a cent.",
                         profile_.columns.amount);
                }
            }
        }
        const auto computed = product(row);
        if (stated && computed && *stated != *computed) {
            note(row, "amount_mismatch",
                 row.quantity->text() + " × " + row.price->text() + " is " + computed->text() +
                     ", but the file says " + stated->text() + ".",
                 profile_.columns.amount);
        }
        row.amount = stated ? stated : computed;
        if (row.amount && std::abs(row.amount->minor()) > amount_minor_max) {
            row.amount.reset();
            note(row, "number_unreadable", "The amount is larger than any service's can be.", "");
        }
        if (!row.amount) {
            note(row, "price_missing",
                 "The row has no price that can be read. Ask the supplier for it.",
                 profile_.columns.price);
        }
    }

    std::optional<Money> product(ReadRow& row) const {
        if (!row.quantity || !row.price) {
            return std::nullopt;
        }
        try {
            return line_amount(*row.price, *row.quantity, profile_.currency);
        } catch (const std::overflow_error&) {
            note(row, "number_unreadable", "Price × quantity is larger than any amount can be.",
                 profile_.columns.price);
            return std::nullopt;
        }
    }

    void read_day(const CsvRecord& record, ReadRow& row) const {
        if (!has(date)) {
            return;
        }
        const auto text = cell(record, date);
        row.date = read_date(text, profile_.date_format);
        if (text.empty() && profile_.period_rule == "date") {
            note(row, "date_missing", "The row has no date, and the date decides the month.",
                 profile_.columns.date);
        } else if (!text.empty() && !row.date) {
            note(row, "date_unreadable",
                 "'" + std::string(text) + "' is no day written as " + profile_.date_format + ".",
                 profile_.columns.date);
        }
    }

    const Profile& profile_;
    NumberMarks marks_;
    std::string text_;
    CsvReader csv_;
    Places places_{};
    ControlTotals totals_;
    ServiceTable table_;
};

}  // namespace

ServiceTable read_services(std::string_view bytes, const Profile& profile) {
    if (profile.format != "csv") {
        throw UnreadableFile(
            {"profile", "The format '" + profile.format + "' is not known.", 0, ""});
    }
    return Reader(bytes, profile).read();
}

}  // namespace quittance
