#include "domain/draft_plan.hpp"

#include <set>

namespace quittance {
namespace {

bool fits(Decimal number, int decimals) {
    return number.decimals() <= decimals;
}

/// Whether price × quantity has no fraction of a minor unit, so that no rounding can differ.
bool is_exact(const UnbilledLine& line) {
    const int decimals = line.amount.decimals();
    const Money coarse = line_amount(line.price, line.quantity, line.amount.currency(), decimals);
    const Money fine = line_amount(line.price, line.quantity, line.amount.currency(), decimals + 4);
    return Money(coarse.minor() * 10'000, coarse.currency(), decimals + 4) == fine;
}

std::string line_text(const UnbilledLine& line) {
    std::string text = line.name;
    for (const std::string& part : {line.date, line.ticket}) {
        if (!part.empty()) {
            text += " · " + part;
        }
    }
    return text;
}

Decimal as_decimal(const Money& amount) {
    return Decimal::parse(amount.text()).value_or(Decimal());
}

class Planner {
public:
    explicit Planner(const DraftInput& input) : input_(input) {
        for (const auto& month : input.months) {
            standing_[month.key] = month.status;
        }
    }

    DraftPlan run() {
        for (const auto& withdrawn : input_.withdrawn) {
            withdraw(withdrawn);
        }
        for (const auto& line : input_.lines) {
            place(line);
        }
        for (auto& [key, month] : months_) {
            plan_.months.push_back(std::move(month));
        }
        return std::move(plan_);
    }

private:
    MonthKey key_of(const UnbilledLine& line, const std::string& period) const {
        return {line.client_id, period, line.amount.currency(), "services", ""};
    }

    MonthStatus status(const MonthKey& key) const {
        const auto found = standing_.find(key);
        return found == standing_.end() ? MonthStatus::none : found->second;
    }

    PlannedMonth& month(const MonthKey& key) {
        PlannedMonth& planned = months_[key];
        planned.key = key;
        return planned;
    }

    void place(const UnbilledLine& line) {
        const MonthKey own = key_of(line, line.own_period);
        if (status(own) == MonthStatus::open) {
            add(own, draft_line(line, input_));
            return;
        }
        put_on_drafted_month(line, draft_line(line, input_));
    }

    void put_on_drafted_month(const UnbilledLine& line, DraftLine drafted) {
        const MonthKey target = key_of(line, input_.period);
        switch (status(target)) {
            case MonthStatus::none:
            case MonthStatus::open:
                add(target, std::move(drafted));
                return;
            case MonthStatus::posted:
                wait(target, "month_posted",
                     "is validated; what came later waits for the next month's draft");
                return;
            case MonthStatus::cancelled:
                wait(target, "month_cancelled",
                     "was cancelled; say on the month in Odoo what is to become of its lines");
                return;
            case MonthStatus::deleted:
                wait(target, "month_deleted",
                     "was deleted; say on the month in Odoo whether to draft it again");
                return;
        }
    }

    void withdraw(const WithdrawnLine& withdrawn) {
        const UnbilledLine& line = withdrawn.line;
        const MonthKey on = key_of(line, line.own_period);
        if (withdrawn.edited) {
            wait(on, "edited",
                 "holds a line that its supplier took back and a person has changed; decide there");
        } else if (withdrawn.on_draft) {
            month(on).withdraw.push_back(line.id);
        } else {
            put_on_drafted_month(line, reversal(line));
        }
    }

    DraftLine reversal(UnbilledLine line) const {
        line.quantity = -line.quantity;
        line.amount = -line.amount;
        DraftLine drafted = draft_line(line, input_);
        drafted.reverses = true;
        return drafted;
    }

    void add(const MonthKey& key, DraftLine line) {
        PlannedMonth& planned = month(key);
        planned.untaxed += line.untaxed;
        planned.lines.push_back(std::move(line));
    }

    void wait(const MonthKey& key, const std::string& code, const std::string& what) {
        ++plan_.waiting;
        if (told_.insert({key, code}).second) {
            plan_.issues.push_back({code, "The invoice of client " + std::to_string(key.client_id) +
                                              " for " + key.period + " " + what + "."});
        }
    }

    const DraftInput& input_;
    std::map<MonthKey, MonthStatus> standing_;
    std::map<MonthKey, PlannedMonth> months_;
    std::set<std::pair<MonthKey, std::string>> told_;
    DraftPlan plan_;
};

/// A file may give quantity and amount alone: the price of one, where it has no further decimals.
UnbilledLine with_price(UnbilledLine line, int price_decimals) {
    const bool is_open = line.price.is_zero() && !line.quantity.is_zero();
    if (const auto price = is_open ? unit_price(line.amount, line.quantity) : std::nullopt;
        price && fits(*price, price_decimals)) {
        line.price = *price;
    }
    return line;
}

}  // namespace

DraftLine draft_line(const UnbilledLine& stated, const DraftInput& input) {
    const UnbilledLine line = with_price(stated, input.accounting.price_decimals);
    DraftLine drafted;
    drafted.line_id = line.id;
    drafted.product_id = line.product_id;
    drafted.untaxed = line.amount;
    drafted.name = line_text(line);
    const Money computed =
        line_amount(line.price, line.quantity, line.amount.currency(), line.amount.decimals());
    const bool carried = computed == line.amount &&
                         fits(line.price, input.accounting.price_decimals) &&
                         fits(line.quantity, input.accounting.quantity_decimals) &&
                         (input.rounds_per_line || is_exact(line));
    if (carried) {
        drafted.quantity = line.quantity;
        drafted.price = line.price;
    } else {
        drafted.quantity = Decimal::whole(1);
        drafted.price = as_decimal(line.amount);
        if (computed == line.amount) {
            drafted.name += " · " + line.quantity.text() + " × " + line.price.text();
        } else if (line.price.is_zero() && !line.quantity.is_zero()) {
            drafted.name += " · × " + line.quantity.text();
        }
    }
    const auto found = input.accounting.classes.find({line.client_id, line.product_id});
    if (found != input.accounting.classes.end()) {
        drafted.accounting = found->second;
    }
    return drafted;
}

DraftPlan plan_drafts(const DraftInput& input) {
    return Planner(input).run();
}

}  // namespace quittance
