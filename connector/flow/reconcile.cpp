#include "flow/reconcile.hpp"

#include "flow/admission.hpp"
#include "flow/follow_up.hpp"
#include "flow/parallel.hpp"
#include "flow/witnessing.hpp"
#include "support/port_error.hpp"

#include <algorithm>
#include <map>

namespace quittance {
namespace {

constexpr std::size_t invoices_per_booking = 25;

class Reconciliation {
public:
    Reconciliation(const ReconcileOrder& order, const ReconcilePorts& ports)
        : order_(order), ports_(ports), witnessing_(ports.witness, order.company_id) {
        report_.dry_run = order.dry_run;
    }

    ReconcileReport run();

private:
    using Keys = std::vector<std::string>;

    bool greeted();
    void read();
    void resolve();
    void book();
    void conclude();
    template <typename Call>
    void asked(WitnessStep step, const Keys& keys, Call call);
    template <typename Wanted>
    Keys keys_where(Wanted wanted) const;

    const ReconcileOrder& order_;
    const ReconcilePorts& ports_;
    Witnessing witnessing_;
    std::string epoch_;
    std::map<std::string, AttemptStatus> before_;
    std::map<std::string, AttemptStatus> now_;
    ReconcileReport report_;
};

bool Reconciliation::greeted() {
    const Admission admission = greet(ports_.gatekeeper, order_.company_id);
    epoch_ = admission.greeting.epoch;
    for (const Refusal& refusal : admission.refusals) {
        report_.stops.push_back(refusal.sentence);
        report_.exit_code = 2;
    }
    return report_.stops.empty();
}

void Reconciliation::read() {
    for (const AttemptStatus& status : all_unfinished(ports_.ledger)) {
        before_[status.key] = status;
        witnessing_.introduce(status);
    }
    now_ = before_;
}

/// A trouble with some keys leaves the others their turn; a broken outside ends the run.
template <typename Call>
void Reconciliation::asked(WitnessStep step, const Keys& keys, Call call) {
    witnessing_.intend(step, keys);
    std::vector<AttemptStatus> statuses;
    try {
        statuses = call(keys);
    } catch (const PortError& error) {
        if (error.advice() == Advice::retry_later || error.advice() == Advice::fix_configuration) {
            throw;
        }
        report_.warnings.push_back(keys.front() + (keys.size() > 1 ? " and others: " : ": ") +
                                   error.what());
        statuses = ports_.ledger.status(keys);
    }
    witnessing_.answered(step, statuses);
    for (const AttemptStatus& status : statuses) {
        now_[status.key] = status;
    }
}

template <typename Wanted>
Reconciliation::Keys Reconciliation::keys_where(Wanted wanted) const {
    Keys keys;
    for (const auto& [key, status] : now_) {
        if (wanted(status)) {
            keys.push_back(key);
        }
    }
    return keys;
}

/// Whether an attempt is old enough to be asked about is Odoo's to say. With nothing to ask about
/// it is called as well: it then hears what came back of what was collected.
void Reconciliation::resolve() {
    const Keys keys = keys_where(
        [](const AttemptStatus& status) { return is_live(status.state) && status.ripe; });
    const auto batch = static_cast<std::size_t>(std::max(order_.keys_per_call, 1));
    std::size_t done = 0;
    if (keys.empty()) {
        static_cast<void>(ports_.ledger.resolve({}));
    }
    for (const Keys& some : sliced(keys, batch)) {
        asked(WitnessStep::resolve, some,
              [this](const Keys& these) { return ports_.ledger.resolve(these); });
        done += some.size();
        if (ports_.progress) {
            ports_.progress("asking", done, keys.size());
        }
    }
}

void Reconciliation::book() {
    const Keys keys = keys_where([](const AttemptStatus& status) {
        return status.state == AttemptState::done && !status.booked;
    });
    for (const Keys& some : sliced(keys, invoices_per_booking)) {
        asked(WitnessStep::book, some,
              [this](const Keys& these) { return ports_.ledger.book(these); });
    }
}

void Reconciliation::conclude() {
    bool something = !report_.warnings.empty();
    for (const auto& [key, before] : before_) {
        const AttemptStatus& after = now_.at(key);
        report_.attempts.push_back({before, after});
        const Bucket bucket = bucket_of(after);
        something = something || bucket == Bucket::unknown || bucket == Bucket::not_booked;
    }
    report_.exit_code = std::max(report_.exit_code, something ? 1 : 0);
}

ReconcileReport Reconciliation::run() {
    if (!greeted()) {
        return report_;
    }
    read();
    if (!order_.dry_run) {
        resolve();
        book();
        report_.history_copied =
            copy_history(ports_.ledger, ports_.witness, order_.company_id, epoch_);
    }
    conclude();
    return report_;
}

}  // namespace

ReconcileReport reconcile(const ReconcileOrder& order, const ReconcilePorts& ports) {
    return Reconciliation(order, ports).run();
}

}  // namespace quittance
