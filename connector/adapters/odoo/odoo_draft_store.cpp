#include "adapters/odoo/odoo_draft_store.hpp"

#include <algorithm>
#include <iterator>

namespace quittance::odoo {
namespace {

constexpr int page_size = 2'000;
constexpr std::size_t pairs_a_call = 2'000;

template <typename Meaning>
struct Word {
    const char* word;
    Meaning meaning;
};

constexpr Word<MonthStatus> month_statuses[] = {{"none", MonthStatus::none},
                                                {"open", MonthStatus::open},
                                                {"posted", MonthStatus::posted},
                                                {"cancelled", MonthStatus::cancelled},
                                                {"deleted", MonthStatus::deleted}};

constexpr Word<MonthOutcome> month_outcomes[] = {{"created", MonthOutcome::created},
                                                 {"extended", MonthOutcome::extended},
                                                 {"unchanged", MonthOutcome::unchanged},
                                                 {"refused", MonthOutcome::refused},
                                                 {"difference", MonthOutcome::difference}};

template <typename Meaning, std::size_t Count>
Meaning meaning_of(const Json& row, const Word<Meaning> (&words)[Count]) {
    const std::string text = text_of(row, "status");
    const auto* const found = std::find_if(std::begin(words), std::end(words),
                                           [&text](const auto& one) { return one.word == text; });
    if (found == std::end(words)) {
        throw CallError(CallTrouble::unknown, "Odoo answers with the status \"" + text +
                                                  "\" of a month, which nobody knows");
    }
    return found->meaning;
}

Decimal decimal_of(const Json& row, const char* name) {
    const std::string text = text_of(row, name);
    const auto number = Decimal::parse(text.empty() ? "0" : text);
    if (!number) {
        throw CallError(CallTrouble::unknown,
                        std::string("Odoo's answer: \"") + name + "\" is no decimal number");
    }
    return *number;
}

MonthKey month_of(const Json& row) {
    return {integer_of(row, "client_id"), text_of(row, "period"), text_of(row, "currency"),
            text_of(row, "kind"), text_of(row, "group")};
}

AccountingClass class_of(const Json& row) {
    return {integer_of(row, "account_id"), integers_of(row, "tax_ids"),
            integers_of(row, "tags_invoice"), integers_of(row, "tags_refund"),
            flag_of(row, "exact")};
}

void add_pairs(const Json& answer, Accounting& accounting) {
    std::vector<AccountingClass> classes;
    for (const Json& row : list_of(answer, "classes")) {
        classes.push_back(class_of(row));
    }
    for (const Json& row : list_of(answer, "rows")) {
        const auto index = static_cast<std::size_t>(integer_of(row, "class"));
        if (index >= classes.size()) {
            throw CallError(CallTrouble::unknown, "draft_context: a class that is not there");
        }
        accounting.classes[{integer_of(row, "client_id"), integer_of(row, "product_id")}] =
            classes[index];
    }
    accounting.price_decimals = integer_of(answer, "price_decimals");
    accounting.quantity_decimals = integer_of(answer, "quantity_decimals");
}

}  // namespace

UnbilledLine OdooDraftStore::line_of(const Json& row, const char* period_name) const {
    UnbilledLine line;
    line.id = integer_of(row, "id");
    line.client_id = integer_of(row, "client_id");
    line.product_id = integer_of(row, "product_id");
    line.own_period = text_of(row, period_name);
    line.date = text_of(row, "date");
    line.ticket = text_of(row, "ticket");
    line.name = text_of(row, "name");
    line.quantity = decimal_of(row, "quantity");
    line.price = decimal_of(row, "price");
    line.amount = money_of(row, "amount", company_);
    return line;
}

DraftPage OdooDraftStore::lines(const std::string& period, int after_id) {
    const Json answer = session_.call("draft_lines", {{"company_id", company_.id},
                                                      {"period", period},
                                                      {"after_id", after_id},
                                                      {"limit", page_size}});
    DraftPage page;
    for (const Json& row : list_of(answer, "lines")) {
        page.lines.push_back(line_of(row, "own_period"));
    }
    for (const Json& row : list_of(answer, "withdraw")) {
        page.withdrawn.push_back(
            {line_of(row, "period"), text_of(row, "on") == "draft", flag_of(row, "edited")});
    }
    for (const Json& row : list_of(answer, "months")) {
        page.months.push_back(
            {month_of(row), meaning_of(row, month_statuses), text_of(row, "message")});
    }
    page.next = integer_of(answer, "next");
    return page;
}

Accounting OdooDraftStore::accounting(const std::vector<ClientProduct>& pairs) {
    Accounting accounting;
    for (std::size_t at = 0; at < pairs.size(); at += pairs_a_call) {
        Json rows = Json::array();
        for (std::size_t i = at; i < std::min(at + pairs_a_call, pairs.size()); ++i) {
            rows.push_back({{"client_id", pairs[i].first}, {"product_id", pairs[i].second}});
        }
        add_pairs(session_.call("draft_context", {{"company_id", company_.id}, {"pairs", rows}}),
                  accounting);
    }
    return accounting;
}

/// Balance and tags are hints that save Odoo a write per line; it corrects wrong ones. On a
/// customer's invoice income is a credit, so the balance is negative.
Json OdooDraftStore::row_of(const DraftLine& line) const {
    const AccountingClass& accounting = line.accounting;
    const bool hints = accounting.exact && line.untaxed.currency() == company_.currency;
    const std::string balance = hints ? (-line.untaxed).text() : "";
    return {{"line_id", line.line_id},
            {"reverses", line.reverses},
            {"name", line.name},
            {"quantity", line.quantity.text()},
            {"price_unit", line.price.text()},
            {"product_id", line.product_id},
            {"account_id", accounting.account_id},
            {"tax_ids", accounting.tax_ids},
            {"balance", balance},
            {"amount_currency", balance},
            {"tax_tag_ids", hints ? Json(accounting.tags_invoice) : Json::array()},
            {"untaxed", line.untaxed.text()}};
}

Json OdooDraftStore::row_of(const PlannedMonth& month) const {
    Json lines = Json::array();
    for (const DraftLine& line : month.lines) {
        lines.push_back(row_of(line));
    }
    return {{"client_id", month.key.client_id}, {"period", month.key.period},
            {"currency", month.key.currency},   {"kind", month.key.kind},
            {"group", month.key.group},         {"lines", std::move(lines)},
            {"withdraw", month.withdraw},       {"untaxed", month.untaxed.text()}};
}

std::vector<DraftedMonth> OdooDraftStore::apply_some(const std::string& period,
                                                     const std::vector<PlannedMonth>& months) {
    Json rows = Json::array();
    for (const PlannedMonth& month : months) {
        rows.push_back(row_of(month));
    }
    const Json answer = session_.call(
        "draft_apply", {{"company_id", company_.id}, {"period", period}, {"months", rows}});
    std::vector<DraftedMonth> drafted;
    for (const Json& row : list_of(answer, "months")) {
        drafted.push_back({month_of(row), integer_of(row, "move_id"),
                           meaning_of(row, month_outcomes), integer_of(row, "written"),
                           text_of(row, "untaxed"), text_of(row, "total"),
                           text_of(row, "message")});
    }
    return drafted;
}

std::vector<DraftedMonth> OdooDraftStore::apply(const std::string& period,
                                                const std::vector<PlannedMonth>& months) {
    std::vector<DraftedMonth> all;
    halved<PlannedMonth>(
        months,
        [&](const std::vector<PlannedMonth>& some) {
            auto drafted = apply_some(period, some);
            std::move(drafted.begin(), drafted.end(), std::back_inserter(all));
        },
        [&all](const PlannedMonth& month, const std::string& message) {
            DraftedMonth refused;
            refused.key = month.key;
            refused.outcome = MonthOutcome::refused;
            refused.message = message;
            all.push_back(std::move(refused));
        });
    return all;
}

}  // namespace quittance::odoo
