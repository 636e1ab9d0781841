#include "flow/collect.hpp"

#include "flow/admission.hpp"
#include "flow/asked_attempts.hpp"
#include "flow/charge_line.hpp"
#include "flow/charge_watch.hpp"
#include "flow/connections.hpp"
#include "flow/follow_up.hpp"
#include "flow/parallel.hpp"
#include "support/port_error.hpp"

#include <algorithm>
#include <atomic>
#include <set>

namespace quittance {
namespace {

/// Candidates of a run: far above any company's open invoices, so that an answer that never ends
/// ends here.
constexpr std::size_t candidates_max = 200'000;
constexpr std::size_t invoices_per_booking = 50;
/// A call that broke off leaves attempts that were never sent: the next round sends them.
constexpr int execute_rounds = 2;

bool is_to_be_booked(const AttemptStatus& status) {
    return status.state == AttemptState::done && !status.booked;
}

/// Nothing but what a supervisor switches on in the first days, or again.
bool is_only_switched_off(const std::vector<Refusal>& refusals) {
    bool stopped = false;
    for (const Refusal& refusal : refusals) {
        stopped = stopped || refusal.code == "stopped";
        if (refusal.code != "stopped" && refusal.code != "never_bound") {
            return false;
        }
    }
    return stopped;
}

Money planned_after(Money planned, const std::vector<Candidate>& page) {
    for (const Candidate& one : page) {
        if (one.collectable && one.due.currency() == planned.currency()) {
            planned = planned + one.due;
        }
    }
    return planned;
}

/// One run. Its report is filled as it goes; what is known of each attempt is in `attempts_`.
class Collection {
public:
    Collection(const CollectOrder& order, const CollectPorts& ports)
        : order_(order), ports_(ports), attempts_(ports.ledger, ports.witness, order.company_id) {
        report_.dry_run = order.dry_run;
        report_.as_of = order.as_of;
    }

    CollectReport run();

private:
    using Keys = AskedAttempts::Keys;

    bool admitted();
    void ask_for_release();
    void plan();
    PreparedAttempts prepared_before();
    void prepare();
    void charge_and_book();
    void charge_and_book(const Keys& to_charge, const Keys& to_book);
    Keys execute_some(const Keys& keys);
    void ask_about_unknown();
    void conclude();

    [[nodiscard]] CollectItem item_of(const PlannedCharge& charge) const;
    [[nodiscard]] bool only_plans() const { return order_.dry_run || report_.only_switched_off; }
    void tell(const std::string& what, std::size_t done, std::size_t all) const {
        if (ports_.progress) {
            ports_.progress(what, done, all);
        }
    }

    const CollectOrder& order_;
    const CollectPorts& ports_;
    AskedAttempts attempts_;
    CollectReport report_;
    int connections_ = 1;
    Greeting greeting_;
    CompanyTerms company_;
    std::string release_;
    std::vector<Candidate> candidates_;
    bool cut_off_ = false;  // there were more than candidates_max
    CollectPlan plan_;
};

/// Refuses the run, or lets it go on.
bool Collection::admitted() {
    const Admission admission = admit_to_collect(ports_.gatekeeper, ports_.witness,
                                                 order_.company_id, order_.journal, order_.dry_run);
    greeting_ = admission.greeting;
    company_ = admission.company;
    connections_ = charging_connections(order_.connections, greeting_.workers);
    for (const Refusal& refusal : admission.refusals) {
        report_.stops.push_back(refusal.sentence);
        const bool configuration = refusal.kind == Refusal::Kind::configuration;
        report_.exit_code = std::max(report_.exit_code, configuration ? 2 : 4);
    }
    report_.only_switched_off = is_only_switched_off(admission.refusals);
    if (!report_.stops.empty()) {
        return report_.only_switched_off;
    }
    const ChargeWatch watch = watch_charges({ports_.audit, ports_.witness, order_.company_id,
                                             greeting_, order_.checked_charges, order_.dry_run});
    report_.warnings = watch.warnings;
    report_.warnings.insert(report_.warnings.end(), watch.failures.begin(), watch.failures.end());
    for (const ProviderCharge& charge : watch.unknown) {
        report_.stops.push_back(charge_sentence(charge));
        report_.exit_code = 4;
    }
    if (report_.stops.empty() && !watch.failures.empty() && !only_plans()) {
        throw PortError(Advice::retry_later, watch.failures.front() +
                                                 ". Nothing was charged: a charge that Odoo lacks "
                                                 "would stand there unseen");
    }
    return report_.stops.empty();
}

/// A list above the company's threshold waits for a second pair of eyes: nothing is sent.
void Collection::ask_for_release() {
    const RunRelease answer = ports_.gatekeeper.release(
        {company_.id, order_.as_of, order_.run_key, only_plans(), report_.only_switched_off});
    release_ = answer.status;
    if (answer.status != "waiting") {
        return;
    }
    if (only_plans()) {
        report_.warnings.push_back(answer.message);
        release_ = "free";  // it shows what waits
    } else {
        report_.stops.push_back(answer.message);
        report_.exit_code = 4;
    }
}

/// Attempts that an earlier run prepared and did not come to send; none where nothing is sent.
PreparedAttempts Collection::prepared_before() {
    PreparedAttempts prepared;
    if (only_plans() || !report_.stops.empty()) {
        return prepared;
    }
    for (AttemptStatus& status : all_unfinished(ports_.ledger)) {
        if (status.state == AttemptState::prepared && status.rail == "odoo" &&
            status.move_ids.size() == 1) {
            prepared.emplace(status.move_ids.front(), std::move(status));
        }
    }
    return prepared;
}

void Collection::plan() {
    CandidateQuery query{
        order_.as_of, order_.run_key,           0, Money(0, company_.currency, company_.decimals),
        release_,     report_.only_switched_off};
    do {
        CandidatePage page = ports_.ledger.candidates(query);
        if (page.next != 0 && page.next <= query.after_id) {
            throw PortError(Advice::fix_configuration,
                            "Odoo's list of invoices does not advance: update the addon");
        }
        query.after_id = page.next;
        query.planned = planned_after(query.planned, page.invoices);
        std::move(page.invoices.begin(), page.invoices.end(), std::back_inserter(candidates_));
        tell("reading invoices", candidates_.size(), 0);
    } while (query.after_id != 0 && candidates_.size() < candidates_max);
    cut_off_ = query.after_id != 0;
    const PreparedAttempts prepared = prepared_before();
    plan_ = plan_collection({greeting_.epoch, company_.id, company_.currency, order_.caps},
                            candidates_, prepared);
    for (const PlannedCharge& charge : plan_.charges) {
        const auto waiting = prepared.find(charge.candidate.move_id);
        if (waiting != prepared.end() && waiting->second.key == charge.order.key) {
            attempts_.take_up(waiting->second);
        }
    }
    std::set<int> moves;
    for (const Candidate& candidate : candidates_) {
        moves.insert(candidate.move_id);
    }
    report_.looked_at = static_cast<int>(moves.size());
}

void Collection::prepare() {
    std::vector<AttemptOrder> orders;
    for (const PlannedCharge& charge : plan_.charges) {
        if (!attempts_.find(charge.order.key)) {
            orders.push_back(charge.order);
            attempts_.introduce(charge.order, charge.candidate.name, charge.candidate.client_id);
        }
    }
    std::atomic<std::size_t> done{0};
    const auto batch = static_cast<std::size_t>(std::max(greeting_.invoices_max, 1));
    for_each_in_parallel(sliced(orders, batch), connections_,
                         [&](const std::vector<AttemptOrder>& some) {
                             if (!attempts_.stop().empty()) {
                                 return;
                             }
                             Keys keys;
                             for (const AttemptOrder& one : some) {
                                 keys.push_back(one.key);
                             }
                             attempts_.ask(WitnessStep::prepare, keys, [&] {
                                 return ports_.ledger.prepare(order_.as_of, order_.run_key, some);
                             });
                             tell("preparing", done += some.size(), orders.size());
                         });
}

/// Answers those that are to be booked.
Collection::Keys Collection::execute_some(const Keys& keys) {
    if (!attempts_.stop().empty()) {
        return {};
    }
    Keys charged;
    for (const AttemptStatus& status :
         attempts_.ask(WitnessStep::execute, keys, [&] { return ports_.ledger.execute(keys); })) {
        if (is_to_be_booked(status)) {
            charged.push_back(status.key);
        }
    }
    return charged;
}

void Collection::charge_and_book(const Keys& to_charge, const Keys& to_book) {
    std::atomic<std::size_t> charged{0};
    std::atomic<std::size_t> booked{0};
    const auto charge = [&](const Keys& some) {
        const Keys to_be_booked = execute_some(some);
        tell("charging", charged += some.size(), to_charge.size());
        return to_be_booked;
    };
    const auto book = [&](const Keys& some) {
        attempts_.ask(WitnessStep::book, some, [&] { return ports_.ledger.book(some); });
        tell("booking", booked += some.size(), 0);
    };
    const auto batch = static_cast<std::size_t>(std::max(order_.keys_per_call, 1));
    ChargeLine({charge, book}, {batch, invoices_per_booking, connections_}).run(to_charge, to_book);
}

/// What is done from an earlier run, or was asked about, is booked with the rest.
void Collection::charge_and_book() {
    for (int round = 0; round < execute_rounds; ++round) {
        const Keys waiting = attempts_.where(
            [](const AttemptStatus& status) { return status.state == AttemptState::prepared; });
        charge_and_book(waiting, attempts_.where(is_to_be_booked));
    }
}

/// One look; what Odoo holds too young to ask the provider about stays for `reconcile`.
void Collection::ask_about_unknown() {
    const Keys keys = attempts_.where([](const AttemptStatus& status) {
        return status.state == AttemptState::sending || status.state == AttemptState::unknown;
    });
    const auto batch = static_cast<std::size_t>(std::max(order_.keys_per_call, 1));
    for (const Keys& some : sliced(keys, batch)) {
        attempts_.ask(WitnessStep::resolve, some, [&] { return ports_.ledger.resolve(some); });
    }
}

CollectItem Collection::item_of(const PlannedCharge& charge) const {
    CollectItem item;
    item.move_id = charge.candidate.move_id;
    item.name = charge.candidate.name;
    item.client = charge.candidate.client;
    item.residual_minor = charge.candidate.residual.minor();
    item.amount_minor = charge.order.amount.minor();
    item.currency = charge.candidate.residual.currency();
    item.key = charge.order.key;
    item.method = charge.candidate.method;
    item.rail = charge.order.rail;
    item.bucket = Bucket::planned;
    if (only_plans()) {
        return item;
    }
    const auto known = attempts_.find(charge.order.key);
    if (!known) {
        item.bucket = Bucket::skipped;
        item.reason_code = "run_stopped";
        item.reason = "the run was stopped before it";
        return item;
    }
    item.bucket = bucket_of(*known);
    item.reason_code = known->error_code;
    item.reason = known->message;
    return item;
}

void Collection::conclude() {
    std::set<int> listed;
    for (const PlannedCharge& charge : plan_.charges) {
        report_.items.push_back(item_of(charge));
        listed.insert(charge.candidate.move_id);
    }
    for (const SkippedInvoice& skipped : plan_.skipped) {
        const Candidate& one = skipped.candidate;
        if (listed.insert(one.move_id).second) {
            report_.items.push_back({one.move_id, one.name, one.client, one.residual.minor(), 0,
                                     one.residual.currency(), Bucket::skipped, skipped.reason_code,
                                     skipped.reason, "", one.method, one.rail});
        }
    }
    if (const std::string stop = attempts_.stop(); !stop.empty()) {
        report_.stops.push_back(stop);
        report_.exit_code = 4;
    }
    bool something = std::any_of(report_.items.begin(), report_.items.end(), needs_a_person);
    if (!report_.adds_up()) {
        report_.warnings.emplace_back(
            "the buckets do not add up to the invoices that were looked at: report this, with the "
            "run's report");
        something = true;
    }
    if (cut_off_) {
        report_.warnings.push_back("only the first " + std::to_string(candidates_.size()) +
                                   " open invoices were looked at");
        something = true;
    }
    report_.exit_code = std::max(report_.exit_code, something ? 1 : 0);
}

CollectReport Collection::run() {
    if (!admitted()) {
        return report_;
    }
    ask_for_release();
    plan();
    if (!only_plans() && report_.stops.empty()) {
        prepare();
        charge_and_book();
        ask_about_unknown();
        charge_and_book({}, attempts_.where(is_to_be_booked));  // what the question has found done
        copy_history(ports_.ledger, ports_.witness, order_.company_id, greeting_.epoch);
    }
    conclude();
    return report_;
}

}  // namespace

CollectReport collect(const CollectOrder& order, const CollectPorts& ports) {
    return Collection(order, ports).run();
}

}  // namespace quittance
