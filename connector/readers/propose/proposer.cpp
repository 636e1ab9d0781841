#include "readers/propose/proposer.hpp"

#include "domain/calendar.hpp"
#include "readers/propose/column_traits.hpp"
#include "readers/propose/doubt.hpp"
#include "readers/propose/total_words.hpp"
#include "readers/propose/value_traits.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace quittance {
namespace {

constexpr int likeness_min = 2;
constexpr std::size_t header_rows_searched = 60;

std::vector<std::string> texts_of(const SampleRow& row) {
    std::vector<std::string> texts;
    for (const auto& cell : row.cells) {
        texts.push_back(cell.text);
    }
    return texts;
}

/// Whether every one of the texts stands in braces.
bool in_braces(const std::vector<std::string>& texts) {
    return !texts.empty() && std::all_of(texts.begin(), texts.end(), [](const auto& text) {
        return text.size() > 2 && text.front() == '{' && text.back() == '}';
    });
}

bool has_digit(const std::string& text) {
    return text.find_first_of("0123456789") != std::string::npos;
}

/// Whether all cells are days, in a workbook's own way or as texts in one form.
bool are_days(const std::vector<SampleCell>& cells) {
    const bool known = std::all_of(cells.begin(), cells.end(), [](const SampleCell& cell) {
        return cell.kind == Cell::Kind::date || cell.kind == Cell::Kind::text;
    });
    const auto texts = written(cells);
    return known && !cells.empty() && (texts.empty() || !date_formats(texts).empty());
}

}  // namespace

void find_header(Sample& sample) {
    int best = likeness_min - 1;
    for (std::size_t i = 0; i < std::min(sample.rows.size(), header_rows_searched); ++i) {
        if (const int likeness = header_likeness(texts_of(sample.rows[i])); likeness > best) {
            best = likeness;
            sample.header = i;
        }
    }
}

int likeness_of(const Sample& sample) {
    return header_likeness(sample.names());
}

Proposer::Proposer(FileLook& look, Sample sample)
    : look_(look), profile_(look.profile), sample_(std::move(sample)) {}

void Proposer::propose(const std::string& file_name) {
    if (!sample_.header) {
        doubt(look_.doubts, profile_.format == "fixed"
                                ? "No line looks like a header: say below what each column holds."
                                : "No row looks like a header: say on which line it is, or give "
                                  "the columns by their numbers.");
        propose_month(file_name);
        return;
    }
    propose_header();
    take_totals_out();
    doubt_long_rows();
    propose_date_column();
    propose_codes();
    propose_values();
    propose_quantity();
    propose_tax(profile_, look_.doubts);
    propose_free_lines();
    propose_month(file_name);
    propose_tickets();
}

bool Proposer::is_text() const {
    return look_.format != "spreadsheet" && look_.format != "json";
}

std::vector<std::string> Proposer::texts(const std::string& name) const {
    return written(sample_.column(name));
}

void Proposer::propose_header() {
    if (look_.format != "fixed") {
        profile_.header_row = sample_.rows[*sample_.header].row;
    }
    profile_.columns = propose_columns(sample_.names(), look_.doubts);
}

/// Rows that begin with a total's label are no services, and tell the label.
void Proposer::take_totals_out() {
    std::set<std::string> labels;
    const auto is_total = [&](const SampleRow& row) {
        const auto filled = std::find_if(row.cells.begin(), row.cells.end(),
                                         [](const auto& cell) { return !cell.text.empty(); });
        const auto word = filled == row.cells.end() ? "" : total_word(filled->text);
        if (word.empty()) {
            return false;
        }
        labels.emplace(word);
        const auto& columns = profile_.columns;
        if (!sample_.at(row, columns.client).text.empty() &&
            !sample_.at(row, columns.service).text.empty()) {
            doubt(look_.doubts,
                  "The row '" + filled->text +
                      "' is taken for a total, but names a client and a service: check the label "
                      "of totals rows.",
                  "", row.row);
        }
        for (const auto& name : {columns.quantity, columns.price, columns.amount}) {
            if (const auto& cell = sample_.at(row, name); cell.kind == Cell::Kind::text) {
                totals_.push_back(cell.text);
            }
        }
        return true;
    };
    const auto begin = sample_.rows.begin() + static_cast<std::ptrdiff_t>(*sample_.header) + 1;
    sample_.rows.erase(std::remove_if(begin, sample_.rows.end(), is_total), sample_.rows.end());
    for (const auto& label : labels) {
        profile_.total_label += (profile_.total_label.empty() ? "" : "|") + label;
    }
}

/// Rows that go on beyond the header: a decimal comma may have been taken for a delimiter.
void Proposer::doubt_long_rows() {
    const auto names = sample_.names();
    const auto unnamed =
        std::find_if(names.rbegin(), names.rend(), [](const auto& name) { return !name.empty(); });
    const auto width = static_cast<std::size_t>(names.rend() - unnamed);
    for (std::size_t i = *sample_.header + 1; i < sample_.rows.size(); ++i) {
        const auto& cells = sample_.rows[i].cells;
        for (std::size_t at = width; at < cells.size(); ++at) {
            if (!cells[at].text.empty()) {
                doubt(look_.doubts,
                      "There are rows with more cells than the header has names: they are not "
                      "read. A separator may stand inside their values, as a decimal comma.",
                      "", sample_.rows[i].row);
                return;
            }
        }
    }
}

/// A column that nobody calls a date may hold nothing but days.
void Proposer::propose_date_column() {
    if (!profile_.columns.date.empty()) {
        return;
    }
    std::vector<std::string> found;
    for (const auto& name : sample_.names()) {
        const bool mapped =
            std::any_of(profile_columns.begin(), profile_columns.end(),
                        [&](const auto& one) { return profile_.columns.*one.field == name; });
        if (!name.empty() && !mapped && are_days(sample_.column(name))) {
            found.push_back(name);
        }
    }
    if (found.size() == 1) {
        profile_.columns.date = found.front();
        doubt(look_.doubts,
              "'" + found.front() + "' holds dates: it is taken for the day of the service.",
              found.front());
    } else if (found.size() > 1) {
        doubt(look_.doubts, "Several columns hold dates, as '" + found[0] + "' and '" + found[1] +
                                "': choose the one of the service.");
    }
}

void Proposer::propose_codes() {
    if (in_braces(texts(profile_.columns.client)) || in_braces(texts(profile_.columns.ticket))) {
        profile_.code_strip = "{}";
    }
}

/// Marks and date forms. A workbook and JSON have them where a value was written as a text.
void Proposer::propose_values() {
    std::vector<std::string> numbers;
    const auto add = [&](const std::vector<std::string>& texts) {
        std::copy_if(texts.begin(), texts.end(), std::back_inserter(numbers), has_digit);
    };
    for (const auto& name :
         {profile_.columns.quantity, profile_.columns.price, profile_.columns.amount}) {
        add(texts(name));
    }
    if (is_text() || !numbers.empty()) {
        add(totals_);
        propose_marks(numbers, profile_, look_.doubts);
    }
    if (profile_.columns.date.empty()) {
        return;
    }
    auto dates = texts(profile_.columns.date);
    const auto cells = sample_.column(profile_.columns.date);
    const bool typed = dates.empty() && !cells.empty() && !is_text();
    for (const auto& cell : cells) {
        if (typed && cell.kind == Cell::Kind::number) {
            dates.push_back(cell.text.substr(0, cell.text.find('.')));
        }
    }
    if (!typed || !dates.empty()) {
        propose_dates(dates, profile_, look_.doubts);
    }
}

/// Prices that nothing multiplies are of one each, unless somebody says otherwise.
void Proposer::propose_quantity() {
    const auto& columns = profile_.columns;
    if (columns.quantity.empty() && columns.amount.empty() && !columns.price.empty()) {
        profile_.constants.quantity = "1";
        doubt(look_.doubts, "There is no column of quantities: each row is taken for one.");
    }
}

/// A price that is empty or a word: whether it costs nothing or is missing says the supplier.
void Proposer::propose_free_lines() {
    const auto& columns = profile_.columns;
    if (columns.price.empty() && columns.amount.empty()) {
        return;
    }
    for (std::size_t i = *sample_.header + 1; i < sample_.rows.size(); ++i) {
        const SampleRow& row = sample_.rows[i];
        const auto priced = [&](const std::string& name) {
            const SampleCell& cell = sample_.at(row, name);
            return has_digit(cell.text) || cell.kind == Cell::Kind::error ||
                   cell.kind == Cell::Kind::no_value;
        };
        if (!priced(columns.price) && !priced(columns.amount) &&
            !sample_.at(row, columns.client).text.empty()) {
            doubt(look_.doubts,
                  "There are lines without a price: they wait in quarantine, unless the profile "
                  "lets free lines through.",
                  columns.price.empty() ? columns.amount : columns.price, row.row);
            return;
        }
    }
}

void Proposer::propose_month(const std::string& file_name) {
    if (!profile_.columns.date.empty()) {
        profile_.period_rule = "date";
        return;
    }
    const bool named = Period::in_name(file_name).has_value();
    profile_.period_rule = named ? "filename" : "previous";
    doubt(look_.doubts, named ? "There is no date column: the month is taken from the file's name, "
                                "as 2026-10."
                              : "There is no date column: the month before the day of sending is "
                                "taken.");
}

/// A ticket that comes again with another service names a document; with the same service it may
/// be a mistake, which a line's ticket brings to light.
void Proposer::propose_tickets() {
    const std::string& ticket = profile_.columns.ticket;
    std::set<std::string> tickets;
    std::set<std::pair<std::string, std::string>> services;
    int repeated = 0;
    int same_service = 0;
    for (std::size_t i = *sample_.header + 1; i < sample_.rows.size(); ++i) {
        const auto& text = sample_.at(sample_.rows[i], ticket).text;
        const auto& service = sample_.at(sample_.rows[i], profile_.columns.service).text;
        if (!text.empty()) {
            repeated += tickets.insert(text).second ? 0 : 1;
            same_service += services.emplace(text, service).second ? 0 : 1;
        }
    }
    if (tickets.empty()) {
        return;
    }
    profile_.ticket_names = repeated > same_service ? "document" : "line";
    if (profile_.ticket_names == "document") {
        doubt(look_.doubts,
              "Tickets come more than once: they are taken for documents of several services.",
              ticket);
    } else if (repeated > 0) {
        doubt(look_.doubts,
              "Tickets come more than once with the same service: each is taken for one line, and "
              "repeats of it are not billed.",
              ticket);
    }
}

}  // namespace quittance
