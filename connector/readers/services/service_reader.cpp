#include "readers/services/service_reader.hpp"

#include "domain/control_issue.hpp"
#include "readers/services/destroyed_code.hpp"
#include "readers/services/raw_row.hpp"
#include "readers/values/currency_mark.hpp"
#include "readers/values/folded.hpp"
#include "support/cut_text.hpp"

#include <algorithm>

namespace quittance {
namespace {

constexpr std::size_t text_max = 2'000;
constexpr std::size_t word_max = 40;

bool is_blank(const Record& record) {
    return std::all_of(record.cells.begin(), record.cells.end(),
                       [](const Cell& cell) { return trimmed(cell.text).empty(); });
}

/// Empties the row for its next use; the texts keep their room.
void clear(ReadRow& row) {
    for (std::string* const text :
         {&row.client_code, &row.service, &row.ticket, &row.comment, &row.tax_rate, &row.raw}) {
        text->clear();
    }
    row.quantity.reset();
    row.price.reset();
    row.amount.reset();
    row.date.reset();
    row.problems.clear();
    row.readings.clear();
}

}  // namespace

ServiceReader::ServiceReader(std::unique_ptr<RecordSource> records, const Profile& profile,
                             Layout layout, bool with_raw)
    : records_(std::move(records)),
      profile_(profile),
      with_raw_(with_raw),
      reckoned_with_(!is_finer_than_cents(profile_.currency)),
      places_(profile_),
      values_(profile_),
      amounts_(profile_, places_, values_),
      readings_(profile_, places_),
      sign_words_(profile_),
      cards_(places_),
      totals_(profile_, {profile_.decimal_mark, profile_.thousands_mark, profile_.currency}) {
    if (profile_.period_rule == "date" && !places_.has(Meaning::date) &&
        places_.name(Meaning::date).empty()) {
        throw UnreadableFile(
            {"profile", "The profile takes the month from the dates, but names no date column.", 0,
             ""});
    }
    facts_.headers = find_columns(*records_, profile_, layout, places_);
}

bool ServiceReader::next(ReadRow& row) {
    while (records_->next(record_)) {
        if (is_blank(record_)) {
            continue;
        }
        places_.go_to(record_);
        const bool labelled = totals_.is_total(record_);
        if (labelled && !is_service(record_)) {
            totals_.take(record_, places_.cell(Meaning::client).text);
            continue;
        }
        clear(row);
        if (labelled) {
            note_total_or_line(row);
        }
        take(record_, row);
        any_ = true;
        return true;
    }
    finish();
    return false;
}

/// Whether a row with a total's label has all that a service has, and is no sum of those above.
/// A list without a column of quantities has none to give.
bool ServiceReader::is_service(const Record& record) const {
    const bool complete =
        places_.is_filled(Meaning::client, record) && places_.is_filled(Meaning::service, record) &&
        (!places_.has_column(Meaning::quantity) || places_.is_filled(Meaning::quantity, record)) &&
        (places_.is_filled(Meaning::price, record) || places_.is_filled(Meaning::amount, record));
    return complete && control_issue(totals_.read(record, places_.cell(Meaning::client).text),
                                     profile_.currency);
}

void ServiceReader::note_total_or_line(ReadRow& row) const {
    const auto total = totals_.read(record_, places_.cell(Meaning::client).text);
    row.row = record_.row;
    RowValues::note(row, "total_or_line",
                    "The row begins like a total, '" + total.label +
                        "', but names a client, a service and a price, and the rows "
                        "above it add up to " +
                        total.computed.text() + ". Ask the supplier which of both it is.",
                    "");
}

void ServiceReader::finish() {
    if (!any_) {
        throw UnreadableFile(
            {"file_empty", "The file has a header but no rows of services.", 0, ""});
    }
    facts_.totals = totals_.taken();
    facts_.card_numbers = cards_.numbers();
    facts_.warnings = records_->warnings();
    check_end();
    if (auto words = sign_words_.warning()) {
        facts_.warnings.push_back(std::move(*words));
    }
    if (no_ticket_.count > 0) {
        facts_.warnings.push_back(
            {"ticket_missing",
             "Rows without a ticket: " + std::to_string(no_ticket_.count) + ", the first is row " +
                 std::to_string(no_ticket_.row) +
                 ". They are billed, but if they come again with their tickets, they are billed "
                 "again: ask the supplier for the tickets.",
             no_ticket_.row, places_.name(Meaning::ticket)});
    }
    if (auto cards = cards_.warning()) {
        facts_.warnings.push_back(std::move(*cards));
    }
}

void ServiceReader::take(const Record& record, ReadRow& row) {
    row.row = record.row;
    if (places_.is_short(record)) {
        RowValues::note(row, "row_short",
                        "The row has " + std::to_string(record.cells.size()) +
                            " cells, fewer than the header says. Ask the supplier for the missing "
                            "ones.",
                        "");
    }
    const bool shifted = is_shifted(record, row);
    const std::size_t sure = row.problems.size();
    read_texts(row);
    if (!shifted) {
        const bool other_currency = is_of_other_currency(row);
        sign_words_.check(places_.sign(), row);
        amounts_.read(row);
        if (other_currency) {
            row.amount.reset();
        }
    }
    read_date(row);
    if (shifted) {
        row.problems.resize(sure);  // what else seems wrong may be another column's cell
    }
    find_readings(row);
    if (with_raw_) {
        row.raw = raw_row(record);
    }
    cards_.mask(record, row);
    totals_.add(row);
}

/// Whether the cells may stand in other columns than their own: then no figure is read.
bool ServiceReader::is_shifted(const Record& record, ReadRow& row) {
    if (record.quote_broken) {
        RowValues::note(row, "quote_broken",
                        "Text stands behind a closing quote, so that several rows may have become "
                        "one. Ask the supplier to write a quote inside a value twice, and to close "
                        "each one.",
                        "");
        return true;
    }
    if (!places_.is_long(record)) {
        return false;
    }
    RowValues::note(row, "row_long",
                    "The row has " + std::to_string(record.cells.size()) +
                        " cells, but the list has " + std::to_string(places_.width()) +
                        " columns. A separator inside a value needs quotes around it: ask the "
                        "supplier for a corrected file.",
                    "");
    return true;
}

void ServiceReader::read_texts(ReadRow& row) {
    const auto code = [&](Meaning meaning) {
        return values_.code(places_.cell(meaning), places_.name(meaning), row);
    };
    row.client_code = code(Meaning::client);
    row.service = code(Meaning::service);
    row.ticket = code(Meaning::ticket);
    row.comment = cut_at(places_.cell(Meaning::comment).text, text_max);
    check_code(Meaning::client, row.client_code, row);
    check_code(Meaning::service, row.service, row);
    if (!profile_.ticket_names.empty()) {
        check_code(Meaning::ticket, row.ticket, row);
        no_ticket_.note(row.ticket.empty() && row.problems.empty() && places_.has(Meaning::ticket),
                        row.row);
    }
    if (places_.has(Meaning::tax)) {
        row.tax_rate = values_.tax(places_.cell(Meaning::tax), places_.name(Meaning::tax), row);
    }
}

/// Whether the row says another currency than the profile, or is in one that is not reckoned with:
/// nothing of it is added to the others.
bool ServiceReader::is_of_other_currency(ReadRow& row) const {
    if (!reckoned_with_) {
        RowValues::note(row, "currency_unknown",
                        "Amounts in " + profile_.currency +
                            " have more than two decimals, which are not reckoned with. Bill them "
                            "by hand.",
                        places_.name(Meaning::currency));
        return true;
    }
    if (!places_.has(Meaning::currency)) {
        return false;
    }
    const auto currency = places_.cell(Meaning::currency).text;
    if (currency.empty() || currency == profile_.currency ||
        currency == currency_sign(profile_.currency) ||
        folded(currency) == folded(profile_.currency)) {
        return false;
    }
    values_.note_currency(row, cut_at(currency, word_max), places_.name(Meaning::currency));
    return true;
}

void ServiceReader::check_code(Meaning meaning, const std::string& code, ReadRow& row) const {
    if (is_destroyed(places_.cell(meaning), code)) {
        RowValues::note(row, "id_destroyed",
                        "A spreadsheet has turned a code into '" + code +
                            "'. Ask the supplier to format that column as text.",
                        places_.name(meaning));
    }
}

/// A total that agrees with the rows above it proves that none of them is missing.
void ServiceReader::check_end() {
    const bool proven =
        !facts_.totals.empty() && !control_issue(facts_.totals.back(), profile_.currency);
    if (proven) {
        std::erase_if(facts_.warnings, [this](const Issue& warning) {
            return warning.code == "file_cut" && warning.row == facts_.totals.back().row;
        });
    }
    if (facts_.totals.empty() && totals_.is_expected()) {
        facts_.warnings.push_back(
            {"total_missing",
             "The profile expects a totals row ('" + profile_.total_label +
                 "'), but the file has none: it may have been cut off. Ask the supplier for the "
                 "whole file.",
             0, ""});
    }
}

void ServiceReader::read_date(ReadRow& row) {
    if (!places_.has(Meaning::date)) {
        return;
    }
    const Cell& cell = places_.cell(Meaning::date);
    row.date = values_.date(cell, places_.name(Meaning::date), row);
    if (cell.text.empty() && profile_.period_rule == "date") {
        RowValues::note(row, "date_missing", "The row has no date, and the date decides the month.",
                        places_.name(Meaning::date));
    }
}

/// Where nothing but the marks of a quantity or a price is in doubt.
void ServiceReader::find_readings(ReadRow& row) {
    const auto is_of_marks = [&](const Issue& problem) {
        return problem.code == "number_ambiguous" && problem.column != places_.name(Meaning::tax);
    };
    if (!row.problems.empty() &&
        std::all_of(row.problems.begin(), row.problems.end(), is_of_marks)) {
        row.readings = readings_.of(row.row);
    }
}

}  // namespace quittance
