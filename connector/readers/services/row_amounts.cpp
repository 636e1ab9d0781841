#include "readers/services/row_amounts.hpp"

#include "readers/values/currency_mark.hpp"
#include "readers/values/folded.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace quittance {

RowAmounts::RowAmounts(const Profile& profile, const ColumnPlaces& places, const RowValues& values)
    : places_(places),
      values_(values),
      sign_rule_(profile),
      sign_column_(profile.sign_column),
      currency_(profile.currency),
      has_cents_(!has_no_cents(profile.currency)),
      gives_away_(profile.zero_price == "free") {}

void RowAmounts::read(ReadRow& row) const {
    const std::size_t before = row.problems.size();
    row.quantity = number(Meaning::quantity, row);
    const std::size_t before_price = row.problems.size();
    if (gives_away_ && is_free()) {
        row.price = Decimal();
        row.amount = Money(0, currency_);
        return;
    }
    row.price = number(Meaning::price, row);
    std::optional<Money> stated;
    if (places_.has(Meaning::amount)) {
        stated = values_.amount(places_.cell(Meaning::amount), places_.name(Meaning::amount), row);
    }
    if (sign_rule_.turns(places_.sign())) {
        turn(row, stated);
    }
    settle(row, stated);
    const bool has_price = row.price || stated;
    const bool explained = row.problems.size() > (has_price ? before : before_price);
    if (!row.amount && !explained) {
        RowValues::note(row, "price_missing",
                        "The row has no price that can be read. Ask the supplier for it.",
                        places_.name(Meaning::price));
    }
}

/// A supplier that gives things away writes nothing, or a word, where the price would be.
bool RowAmounts::is_free() const {
    constexpr std::array words = {"", "offert", "offerte", "gratuit", "gratuite", "free"};
    const auto gives = [&](Meaning meaning) {
        const Cell& cell = places_.cell(meaning);
        if (cell.kind != Cell::Kind::text || cell.text.size() > 8) {
            return false;
        }
        const std::string text = folded(cell.text);
        return std::find(words.begin(), words.end(), text) != words.end();
    };
    return (places_.has(Meaning::price) || places_.has(Meaning::amount)) && gives(Meaning::price) &&
           gives(Meaning::amount);
}

std::optional<Decimal> RowAmounts::number(Meaning meaning, ReadRow& row) const {
    if (!places_.has(meaning)) {
        return std::nullopt;
    }
    return values_.number(places_.cell(meaning), places_.name(meaning), row);
}

/// The figures of a credit, the other way round.
void RowAmounts::turn(ReadRow& row, std::optional<Money>& stated) const {
    const bool twice = sign_rule_.is_by_column() &&
                       ((row.quantity && row.quantity->is_negative()) ||
                        (row.price && row.price->is_negative()) || (stated && stated->minor() < 0));
    if (twice) {
        RowValues::note(row, "sign_ambiguous",
                        "The row is marked as a credit and has a negative figure as well: it "
                        "can be read in two ways. Ask the supplier which is meant.",
                        sign_column_);
    }
    if (auto& turned = row.quantity ? row.quantity : row.price) {
        turned = -*turned;
    }
    if (stated) {
        stated = -*stated;
    }
}

std::optional<Money> RowAmounts::computed(ReadRow& row) const {
    if (!row.quantity || !row.price) {
        return std::nullopt;
    }
    try {
        const Money exact = line_amount(*row.price, *row.quantity, currency_);
        if (has_cents_ || std::abs(exact.minor()) > amount_minor_max) {
            return exact;
        }
        return Money(line_amount(*row.price, *row.quantity, currency_, 0).minor() * 100, currency_);
    } catch (const std::overflow_error&) {
        RowValues::note(row, "number_unreadable",
                        "Price × quantity is larger than any amount can be.",
                        places_.name(Meaning::price));
        return std::nullopt;
    }
}

/// What the row comes to, when what it states is what its price and quantity make.
void RowAmounts::settle(ReadRow& row, const std::optional<Money>& stated) const {
    const auto made = computed(row);
    if (stated && made && *stated != *made) {
        RowValues::note(row, "amount_mismatch",
                        row.quantity->text() + " × " + row.price->text() + " is " + made->text() +
                            ", but the file says " + stated->text() + ".",
                        places_.name(Meaning::amount));
    }
    row.amount = stated ? stated : made;
    if (row.amount && std::abs(row.amount->minor()) > amount_minor_max) {
        row.amount.reset();
        RowValues::note(row, "number_unreadable", "The amount is larger than any service's can be.",
                        "");
    }
}

}  // namespace quittance
