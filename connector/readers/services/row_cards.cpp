#include "readers/services/row_cards.hpp"

#include "domain/file_facts.hpp"
#include "readers/values/card_number.hpp"

namespace quittance {
namespace {

constexpr std::size_t card_length_min = 13;
constexpr std::size_t cards_max = 10'000;

}  // namespace

void RowCards::mask(const Record& record, ReadRow& row) {
    for (std::size_t i = 0; i < record.cells.size(); ++i) {
        if (!places_.holds_code(i)) {
            mask_those_of(record.cells[i].text, row);
        }
    }
    for (const std::string_view text : record.besides) {
        mask_those_of(text, row);
    }
}

void RowCards::mask_those_of(std::string_view held, ReadRow& row) {
    if (held.size() < card_length_min) {
        return;
    }
    for (const auto& number : card_numbers_in(held)) {
        if (numbers_.size() >= cards_max) {
            throw UnreadableFile({"card_number",
                                  "The file holds more than 10,000 payment card numbers: it is "
                                  "not kept. Ask the supplier for a file without them.",
                                  row.row, ""});
        }
        numbers_.push_back(number);
        for (std::string* const text : {&row.comment, &row.raw}) {
            mask_number(*text, number);
        }
        for (Issue& problem : row.problems) {
            mask_number(problem.message, number);
        }
    }
}

std::optional<Issue> RowCards::warning() const {
    if (numbers_.empty()) {
        return std::nullopt;
    }
    return Issue{"card_number",
                 "The file holds " + std::to_string(numbers_.size()) +
                     " payment card numbers: they are masked here, in the stored copy too. Tell "
                     "the supplier never to send them.",
                 0, ""};
}

}  // namespace quittance
