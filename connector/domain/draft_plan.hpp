#pragma once

#include "domain/calendar.hpp"
#include "domain/decimal.hpp"
#include "domain/money.hpp"
#include "support/issue.hpp"

#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace quittance {

/// A billing month of one client: at most one invoice. No part is ever empty but `group`.
struct MonthKey {
    int client_id = 0;
    std::string period;
    std::string currency;
    std::string kind = "services";
    std::string group;

    auto operator<=>(const MonthKey&) const = default;
};

enum class MonthStatus { none, open, posted, cancelled, deleted };

struct MonthStanding {
    MonthKey key;
    MonthStatus status = MonthStatus::none;
    std::string message;
};

/// A billable line that is on no invoice.
struct UnbilledLine {
    int id = 0;
    int client_id = 0;
    int product_id = 0;
    std::string own_period;
    std::string date;  ///< "" when the file had none
    std::string ticket;
    std::string name;
    Decimal quantity;
    Decimal price;
    Money amount;
};

/// A billed line that its supplier has taken back.
struct WithdrawnLine {
    UnbilledLine line;  ///< `own_period` is the period of the month that it is on
    bool on_draft = false;
    bool edited = false;  ///< a person changed its invoice line: left to a person
};

using ClientProduct = std::pair<int, int>;

/// Where a product's sale to a client is booked, and how it is taxed.
struct AccountingClass {
    int account_id = 0;
    std::vector<int> tax_ids;
    std::vector<int> tags_invoice;
    std::vector<int> tags_refund;
    bool exact = false;  ///< plain percentages on top: the balance is the amount itself
};

struct Accounting {
    std::map<ClientProduct, AccountingClass> classes;
    int price_decimals = 2;
    int quantity_decimals = 2;
};

struct DraftLine {
    int line_id = 0;
    bool reverses = false;
    std::string name;
    Decimal quantity;
    Decimal price;
    Money untaxed;
    int product_id = 0;
    AccountingClass accounting;
};

struct PlannedMonth {
    MonthKey key;
    std::vector<DraftLine> lines;
    std::vector<int> withdraw;  ///< ids of lines to be taken off the open draft
    Money untaxed;              ///< of `lines`
};

struct DraftPlan {
    std::vector<PlannedMonth> months;
    std::vector<Issue> issues;  ///< lines that wait for a person or for the next month
    int waiting = 0;            ///< lines that stay unbilled
};

struct DraftInput {
    std::string period;
    std::vector<UnbilledLine> lines;
    std::vector<WithdrawnLine> withdrawn;
    std::vector<MonthStanding> months;
    Accounting accounting;
    bool rounds_per_line = false;  ///< how the company's Odoo rounds
};

/// Which line goes onto which month, and as what. Pure. A line goes to its own period's month
/// while that is an open draft, else onto the month being drafted; a posted month gets nothing
/// (it waits for the next), a deleted or cancelled one asks a person.
[[nodiscard]] DraftPlan plan_drafts(const DraftInput& input);

/// One invoice line. Where Odoo's decimals, or its way of rounding, cannot carry price ×
/// quantity to the cent, it goes as 1 × amount with the calculation in its text.
[[nodiscard]] DraftLine draft_line(const UnbilledLine& line, const DraftInput& input);

}  // namespace quittance
