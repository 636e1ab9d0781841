#include "adapters/odoo/odoo_collection_ledger.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace quittance::odoo {
namespace {

constexpr int page_size = 200;
constexpr int unfinished_page = 1'000;

void move_into(std::vector<AttemptStatus>& all, std::vector<AttemptStatus> some) {
    std::move(some.begin(), some.end(), std::back_inserter(all));
}

AttemptStatus refusal(const std::string& key, const std::string& message) {
    AttemptStatus status;
    status.key = key;
    status.error_code = "refused";
    status.message = message;
    return status;
}

/// What Odoo did not answer for may have happened all the same.
void check_complete(const std::vector<AttemptStatus>& statuses, std::set<std::string> wanted,
                    const char* method) {
    for (const AttemptStatus& status : statuses) {
        wanted.erase(status.key);
    }
    if (!wanted.empty()) {
        throw CallError(CallTrouble::unknown,
                        std::string(method) + ": Odoo says nothing about " + *wanted.begin());
    }
}

}  // namespace

Candidate OdooCollectionLedger::candidate_of(const Json& row) const {
    Candidate one;
    one.move_id = integer_of(row, "move_id");
    one.name = text_of(row, "name");
    one.client_id = integer_of(row, "client_id");
    one.client = text_of(row, "client");
    one.residual = money_of(row, "residual", company_);
    one.due = money_of(row, "due", company_);
    one.due_date = text_of(row, "due_date");
    one.reason_code = text_of(row, "reason_code");
    one.collectable = one.reason_code == "collect";
    one.reason = text_of(row, "reason");
    one.rail = text_of(row, "rail");
    one.method_id = integer_of(row, "method_id");
    one.method = text_of(row, "method");
    one.next_no = integer_of(row, "next_no");
    return one;
}

AttemptStatus OdooCollectionLedger::status_of(const Json& row) const {
    AttemptStatus one;
    one.key = text_of(row, "key");
    one.state = state_of(row, "state");
    one.error_code = text_of(row, "error_code");
    one.message = text_of(row, "message");
    one.move_ids = integers_of(row, "move_ids");
    one.names = texts_of(row, "names");
    one.no = integer_of(row, "no");
    one.client_id = integer_of(row, "client_id");
    one.amount = money_of(row, "amount", company_);
    one.rail = text_of(row, "rail");
    one.provider = text_of(row, "provider");
    one.provider_reference = text_of(row, "provider_reference");
    one.booked = flag_of(row, "booked");
    one.refunded = money_of(row, "refunded", company_);
    one.extra = flag_of(row, "extra");
    one.ripe = flag_of(row, "ripe");
    one.since = text_of(row, "since");
    one.event = integer_of(row, "event");
    return one;
}

std::vector<AttemptStatus> OdooCollectionLedger::statuses_of(const Json& answer) const {
    std::vector<AttemptStatus> statuses;
    for (const Json& row : list_of(answer, "attempts")) {
        statuses.push_back(status_of(row));
    }
    return statuses;
}

CandidatePage OdooCollectionLedger::candidates(const CandidateQuery& query) {
    const Json answer = session_.call("candidates", {{"company_id", company_.id},
                                                     {"as_of", query.as_of},
                                                     {"run_key", query.run_key},
                                                     {"after_id", query.after_id},
                                                     {"planned", query.planned.text()},
                                                     {"release", query.release},
                                                     {"as_if_on", query.as_if_on},
                                                     {"limit", page_size}});
    CandidatePage page;
    for (const Json& row : list_of(answer, "invoices")) {
        page.invoices.push_back(candidate_of(row));
    }
    page.next = integer_of(answer, "next");
    return page;
}

std::vector<AttemptStatus> OdooCollectionLedger::prepare_some(
    const std::string& as_of, const std::string& run_key, const std::vector<AttemptOrder>& orders) {
    Json rows = Json::array();
    std::set<std::string> wanted;
    for (const AttemptOrder& order : orders) {
        wanted.insert(order.key);
        rows.push_back({{"key", order.key},
                        {"move_id", order.move_id},
                        {"no", order.no},
                        {"amount", order.amount.text()},
                        {"currency", order.amount.currency()},
                        {"rail", order.rail},
                        {"method_id", order.method_id}});
    }
    auto statuses = statuses_of(session_.call(
        "prepare",
        {{"company_id", company_.id}, {"as_of", as_of}, {"run_key", run_key}, {"attempts", rows}}));
    check_complete(statuses, std::move(wanted), "prepare");
    return statuses;
}

std::vector<AttemptStatus> OdooCollectionLedger::prepare(const std::string& as_of,
                                                         const std::string& run_key,
                                                         const std::vector<AttemptOrder>& orders) {
    std::vector<AttemptStatus> all;
    halved<AttemptOrder>(
        orders,
        [&](const std::vector<AttemptOrder>& some) {
            move_into(all, prepare_some(as_of, run_key, some));
        },
        [&all](const AttemptOrder& order, const std::string& message) {
            all.push_back(refusal(order.key, message));
        });
    return all;
}

std::vector<AttemptStatus> OdooCollectionLedger::ask(const char* method,
                                                     const std::vector<std::string>& keys,
                                                     bool halving) {
    using Keys = std::vector<std::string>;
    std::vector<AttemptStatus> all;
    const auto call = [&](const Keys& some) {
        auto statuses =
            statuses_of(session_.call(method, {{"company_id", company_.id}, {"keys", some}}));
        check_complete(statuses, {some.begin(), some.end()}, method);
        move_into(all, std::move(statuses));
    };
    if (!halving) {
        call(keys);
        return all;
    }
    halved<std::string>(keys, call, [&](const std::string& key, const std::string& message) {
        auto known = statuses_of(
            session_.call("status", {{"company_id", company_.id}, {"keys", Keys{key}}}));
        for (AttemptStatus& status : known) {
            status.message = message;
        }
        move_into(all, std::move(known));
    });
    return all;
}

/// A fault is no proof that nothing was sent: `execute` is never split, its caller asks.
std::vector<AttemptStatus> OdooCollectionLedger::execute(const std::vector<std::string>& keys) {
    try {
        return ask("execute", keys, false);
    } catch (const CallError& error) {
        if (error.trouble() != CallTrouble::wrong_data) {
            throw;
        }
        throw PortError(Advice::ask_first, error.what());
    }
}

std::vector<AttemptStatus> OdooCollectionLedger::book(const std::vector<std::string>& keys) {
    return ask("book", keys, true);
}

std::vector<AttemptStatus> OdooCollectionLedger::status(const std::vector<std::string>& keys) {
    return ask("status", keys, false);
}

std::vector<AttemptStatus> OdooCollectionLedger::resolve(const std::vector<std::string>& keys) {
    const Json answer = session_.call(
        "resolve", {{"company_id", company_.id}, {"keys", keys}, {"limit", page_size}});
    auto statuses = statuses_of(answer);
    check_complete(statuses, {keys.begin(), keys.end()}, "resolve");
    return statuses;
}

UnfinishedPage OdooCollectionLedger::unfinished(int after_event, int after_attempt) {
    const Json answer = session_.call("unfinished", {{"company_id", company_.id},
                                                     {"after_event", after_event},
                                                     {"after_attempt", after_attempt},
                                                     {"limit", unfinished_page}});
    UnfinishedPage page;
    page.attempts = statuses_of(answer);
    for (const Json& row : list_of(answer, "events")) {
        page.events.push_back({integer_of(row, "id"), text_of(row, "key")});
    }
    page.next = integer_of(answer, "next");
    page.next_attempt = integer_of(answer, "next_attempt");
    return page;
}

}  // namespace quittance::odoo
