#include "fake_odoo_call.hpp"
#include "flow/admission.hpp"
#include "support/port_error.hpp"

#include <algorithm>

namespace quittance::test {

void lose_the_reply() {
    throw PortError(Advice::ask_first, "no answer came");
}
void refuse_the_connection() {
    throw PortError(Advice::retry_later, "connection refused");
}

FakeOdoo::FakeOdoo() {
    greeting.contract = contract_version;
    greeting.addon = "19.0.0.1";
    greeting.epoch = "epoch-1";
    greeting.bound = true;
    greeting.time = "2026-11-05T02:00:00Z";
    CompanyTerms company;
    company.id = 1;
    company.name = "Conciergerie";
    company.currency = "EUR";
    company.collection_on = true;
    company.go_live = "2026-01-01";
    greeting.companies = {company};
}

FakeInvoice* FakeOdoo::invoice(int move_id) {
    const auto found = std::find_if(invoices.begin(), invoices.end(),
                                    [move_id](const auto& one) { return one.move_id == move_id; });
    return found == invoices.end() ? nullptr : &*found;
}

const FakeOdoo::Attempt* FakeOdoo::live_on(int move_id) const {
    for (const auto& [key, attempt] : attempts) {
        const AttemptStatus& status = attempt.status;
        const bool live =
            is_live(status.state) || (status.state == AttemptState::done && !status.booked);
        if (live && status.move_ids.front() == move_id) {
            return &attempt;
        }
    }
    return nullptr;
}

int FakeOdoo::charges_of(int move_id) const {
    int count = 0;
    for (const auto& [key, attempt] : attempts) {
        count += attempt.status.move_ids.front() == move_id ? attempt.charges : 0;
    }
    return count;
}

int FakeOdoo::charges() const {
    int count = 0;
    for (const auto& [key, attempt] : attempts) {
        count += attempt.charges;
    }
    return count;
}

void FakeOdoo::move(Attempt& attempt, AttemptState to) {
    attempt.status.state = to;
    attempt.status.event = static_cast<int>(events_.size()) + 1;
    events_.push_back({attempt.status.event, attempt.status.key});
}

std::vector<AttemptStatus> FakeOdoo::answer(const std::vector<std::string>& keys) const {
    std::vector<AttemptStatus> statuses;
    for (const std::string& key : keys) {
        const auto found = attempts.find(key);
        AttemptStatus nothing;
        nothing.key = key;
        statuses.push_back(found == attempts.end() ? nothing : found->second.status);
    }
    return statuses;
}

Greeting FakeOdoo::hello(const std::vector<std::string>& keys) {
    return call("hello", [&] {
        Greeting answered = greeting;
        for (const AttemptStatus& status : answer(keys)) {
            answered.known[status.key] = status.state;
        }
        return answered;
    });
}

void FakeOdoo::report_restore(const std::vector<LostAttempt>& missing,
                              const std::string& /*journal*/) {
    reported = missing;
    greeting.restore_open = true;
}

RunRelease FakeOdoo::release(const PlannedRun& run) {
    return call("release", [&] {
        planned_runs.push_back(run);
        return release_answer;
    });
}

CandidatePage FakeOdoo::candidates(const CandidateQuery& query) {
    return call("candidates", [&] {
        CandidatePage page;
        for (const FakeInvoice& one : invoices) {
            if (one.move_id <= query.after_id || one.residual_minor == 0) {
                continue;
            }
            if (page.invoices.size() == 3) {
                page.next = page.invoices.back().move_id;
                break;
            }
            Candidate candidate;
            candidate.move_id = one.move_id;
            candidate.name = one.name;
            candidate.client_id = one.client_id;
            candidate.residual = Money(one.residual_minor, "EUR");
            candidate.due = candidate.residual;
            candidate.rail = "odoo";
            candidate.method_id = one.method_id;
            candidate.reason_code = live_on(one.move_id) ? "live_attempt" : one.reason_code;
            const bool unreleased =
                query.release == "waiting" ||
                (query.release == "released" && !released_moves.contains(one.move_id));
            if (candidate.reason_code == "stopped" && query.as_if_on) {
                candidate.reason_code = "collect";
            } else if (candidate.reason_code == "collect" && unreleased) {
                candidate.reason_code = "not_released";
            }
            candidate.method = "card";
            candidate.collectable = candidate.reason_code == "collect";
            candidate.next_no = 1;
            for (const auto& [key, attempt] : attempts) {
                candidate.next_no += attempt.status.move_ids.front() == one.move_id ? 1 : 0;
            }
            page.invoices.push_back(candidate);
        }
        return page;
    });
}

AttemptStatus FakeOdoo::prepared(const AttemptOrder& order) {
    if (const auto known = attempts.find(order.key); known != attempts.end()) {
        return known->second.status;
    }
    AttemptStatus status;
    status.key = order.key;
    const FakeInvoice* one = invoice(order.move_id);
    if (one == nullptr || live_on(order.move_id) != nullptr ||
        one->residual_minor < order.amount.minor()) {
        status.error_code = one == nullptr ? "refused" : "live_attempt";
        return status;
    }
    status.move_ids = {order.move_id};
    status.names = {one->name};
    status.no = order.no;
    status.client_id = one->client_id;
    status.amount = order.amount;
    status.rail = order.rail;
    status.since = greeting.time;
    Attempt& attempt = attempts[order.key];
    attempt.status = status;
    move(attempt, AttemptState::prepared);
    return attempt.status;
}

std::vector<AttemptStatus> FakeOdoo::prepare(const std::string& /*as_of*/,
                                             const std::string& /*run_key*/,
                                             const std::vector<AttemptOrder>& orders) {
    return call("prepare", [&] {
        std::vector<AttemptStatus> statuses;
        for (const AttemptOrder& order : orders) {
            statuses.push_back(prepared(order));
        }
        return statuses;
    });
}

void FakeOdoo::charge(Attempt& attempt) {
    const FakeInvoice* one = invoice(attempt.status.move_ids.front());
    const Card card = cards.contains(one->method_id) ? cards.at(one->method_id) : Card::good;
    attempt.status.provider_reference = "ch_" + attempt.status.key;
    if (card == Card::declined) {
        move(attempt, AttemptState::failed);
        return;
    }
    ++attempt.charges;
    move(attempt, card == Card::pending ? AttemptState::pending
                  : card == Card::slow  ? AttemptState::unknown
                                        : AttemptState::done);
}

std::vector<AttemptStatus> FakeOdoo::execute(const std::vector<std::string>& keys) {
    return call("execute", [&] {
        for (const std::string& key : keys) {
            Attempt& attempt = attempts.at(key);
            if (attempt.status.state == AttemptState::prepared) {
                move(attempt, AttemptState::sending);
                charge(attempt);
            }
        }
        return answer(keys);
    });
}

std::vector<AttemptStatus> FakeOdoo::book(const std::vector<std::string>& keys) {
    return call("book", [&] {
        for (const std::string& key : keys) {
            Attempt& attempt = attempts.at(key);
            if (attempt.status.state == AttemptState::done && !attempt.status.booked) {
                attempt.status.booked = true;
                invoice(attempt.status.move_ids.front())->residual_minor -=
                    attempt.status.amount.minor();
            }
        }
        return answer(keys);
    });
}

std::vector<AttemptStatus> FakeOdoo::status(const std::vector<std::string>& keys) {
    return call("status", [&] { return answer(keys); });
}

std::vector<AttemptStatus> FakeOdoo::resolve(const std::vector<std::string>& keys) {
    return call("resolve", [&] {
        for (const std::string& key : keys) {
            Attempt& attempt = attempts.at(key);
            const AttemptState state = attempt.status.state;
            if (state == AttemptState::unknown || state == AttemptState::sending) {
                move(attempt, attempt.charges > 0 ? AttemptState::done : AttemptState::canceled);
            }
        }
        return answer(keys);
    });
}

/// Attempts are numbered in the order of their keys, and come three at a time.
UnfinishedPage FakeOdoo::unfinished(int after_event, int after_attempt) {
    constexpr std::size_t page_size = 3;
    return call("unfinished", [&] {
        UnfinishedPage page;
        int number = 0;
        for (const auto& [key, attempt] : attempts) {
            const AttemptStatus& status = attempt.status;
            const bool open =
                is_live(status.state) || (status.state == AttemptState::done && !status.booked);
            if (++number <= after_attempt || !open || page.next_attempt != 0) {
                continue;
            }
            page.attempts.push_back(status);
            page.next_attempt = page.attempts.size() == page_size ? number : 0;
        }
        for (const AttemptEvent& event : events_) {
            if (event.id > after_event) {
                page.events.push_back(event);
            }
        }
        return page;
    });
}

std::vector<Figure> FakeOdoo::figures(const std::string& /*period*/) {
    return {};
}

}  // namespace quittance::test
