#include "flow/audit.hpp"

#include "flow/admission.hpp"
#include "flow/follow_up.hpp"
#include "flow/witnessing.hpp"

#include <algorithm>
#include <map>

namespace quittance {
namespace {

constexpr int attempts_a_page = 200;

std::string told(const WitnessedAttempt& one) {
    return one.key + " (" + one.move_name + ", " + Money(one.amount_minor, one.currency).text() +
           " " + one.currency + ", " + std::string(word(one.state)) + " in the journal)";
}

class Audit {
public:
    Audit(const AuditOrder& order, const AuditPorts& ports) : order_(order), ports_(ports) {
        report_.dry_run = order.dry_run;
    }

    AuditReport run();

private:
    using Attempts = std::vector<WitnessedAttempt>;

    bool greeted();
    void compare_journal();
    void compare_page(const Attempts& page);
    void put_back(const Attempts& lost);
    void close(const Attempts& harmless);
    void compare_providers();
    void begin();
    void remember() const;
    void conclude();
    void find(const std::string& code, const std::string& subject, const std::string& sentence) {
        report_.findings.push_back({code, subject, sentence});
    }

    const AuditOrder& order_;
    const AuditPorts& ports_;
    Greeting greeting_;
    CompanyTerms company_;
    AuditReport report_;
    WitnessPosition position_;
    bool orphaned_ = false;
    bool incomplete_ = false;
};

/// Where this audit begins, and from where the next one of what is new will.
void Audit::begin() {
    position_ = ports_.witness.position(order_.company_id, greeting_.epoch);
    if (order_.only_new) {
        report_.since = position_.audited.moment;
    } else {
        position_.audited.entry = 0;
    }
}

/// Only an audit that leaves nothing to a person moves on: the others are told again.
void Audit::remember() const {
    if (order_.dry_run || report_.exit_code != 0) {
        return;
    }
    WitnessPosition now = ports_.witness.position(order_.company_id, greeting_.epoch);
    now.audited = {greeting_.time, position_.last_entry};
    ports_.witness.note_position(order_.company_id, greeting_.epoch, now);
}

bool Audit::greeted() {
    const Admission admission = greet(ports_.gatekeeper, order_.company_id);
    greeting_ = admission.greeting;
    company_ = admission.company;
    for (const Refusal& refusal : admission.refusals) {
        report_.stops.push_back(refusal.sentence);
        report_.exit_code = 2;
    }
    return report_.stops.empty();
}

void Audit::compare_journal() {
    std::string after;
    for (;;) {
        const Attempts page = ports_.witness.attempts(order_.company_id, after, attempts_a_page,
                                                      position_.audited.entry);
        if (page.empty()) {
            return;
        }
        after = page.back().key;
        compare_page(page);
        if (ports_.progress) {
            ports_.progress("comparing the journal", static_cast<std::size_t>(report_.compared), 0);
        }
    }
}

void Audit::compare_page(const Attempts& page) {
    std::vector<std::string> keys;
    for (const WitnessedAttempt& one : page) {
        keys.push_back(one.key);
    }
    std::map<std::string, AttemptState> known;
    for (const AttemptStatus& status : ports_.ledger.status(keys)) {
        known[status.key] = status.state;
    }
    Attempts lost;
    Attempts harmless;
    for (const WitnessedAttempt& one : page) {
        ++report_.compared;
        if (is_same_or_later(one.state, known[one.key])) {
            continue;
        }
        const bool gone = known[one.key] == AttemptState::absent;
        if (gone && !may_have_charged(one.state)) {
            harmless.push_back(one);
        } else {
            lost.push_back(one);
        }
    }
    put_back(lost);
    close(harmless);
}

/// What Odoo says of them afterwards is what is acknowledged from now on.
void Audit::put_back(const Attempts& lost) {
    if (lost.empty()) {
        return;
    }
    if (order_.dry_run) {
        for (const WitnessedAttempt& one : lost) {
            find("lost", one.key,
                 told(one) +
                     " is unknown or earlier in Odoo; an audit without "
                     "--dry-run puts it back");
        }
        return;
    }
    std::map<std::string, Adoption> adoptions;
    std::vector<std::string> keys;
    for (Adoption& adoption : ports_.audit.adopt(lost)) {
        adoptions[adoption.key] = adoption;
    }
    Attempts held;
    for (const WitnessedAttempt& one : lost) {
        const Adoption& adoption = adoptions[one.key];
        if (adoption.outcome == AdoptionOutcome::held) {
            held.push_back(one);
            held.back().state = AttemptState::absent;
            find("held", one.key,
                 told(one) +
                     " fits no posted invoice, so its client is held: "
                     "find the invoice, then decide in Odoo "
                     "(Quittance > Collection > Held). " +
                     adoption.message);
            continue;
        }
        keys.push_back(one.key);
        const bool behind = adoption.outcome == AdoptionOutcome::known;
        find(behind ? "behind" : "adopted", one.key,
             told(one) + (behind ? " stands in an earlier state in Odoo: `quittance reconcile` "
                                   "asks the provider"
                                 : " was put back as unknown; its invoice waits. `quittance "
                                   "reconcile` asks the provider, or a person decides it in Odoo"));
    }
    ports_.witness.note_answer(WitnessStep::adopted, held);
    if (!keys.empty()) {
        Attempts now;
        for (const AttemptStatus& status : ports_.ledger.status(keys)) {
            now.push_back(witnessed(status, order_.company_id));
        }
        ports_.witness.note_answer(WitnessStep::adopted, now);
    }
}

void Audit::close(const Attempts& harmless) {
    Attempts closed;
    for (const WitnessedAttempt& one : harmless) {
        find("harmless", one.key,
             told(one) +
                 " is gone from Odoo and cannot have charged "
                 "anybody: nothing to do");
        closed.push_back(one);
        closed.back().state = AttemptState::absent;
    }
    if (!order_.dry_run) {
        ports_.witness.note_answer(WitnessStep::adopted, closed);
    }
}

void Audit::compare_providers() {
    if (company_.go_live.empty()) {
        report_.warnings.push_back("no go-live day is set, so no charges are compared");
        return;
    }
    const std::string since =
        report_.since.empty() ? company_.go_live + "T00:00:00Z" : report_.since;
    const ChargeComparison found =
        compare_charges({ports_.audit, since, order_.checked_charges, ports_.progress});
    report_.charges = found.charges;
    report_.claims = found.claims;
    report_.asked = found.asked;
    report_.findings.insert(report_.findings.end(), found.findings.begin(), found.findings.end());
    report_.warnings.insert(report_.warnings.end(), found.warnings.begin(), found.warnings.end());
    orphaned_ = !found.orphans.empty();
    incomplete_ = found.incomplete;
    if (orphaned_ && !order_.dry_run) {
        ports_.audit.report_orphans(found.orphans);
    }
}

void Audit::conclude() {
    const bool something =
        !std::all_of(report_.findings.begin(), report_.findings.end(), is_harmless);
    report_.exit_code = orphaned_ ? 4 : something ? 1 : incomplete_ ? 3 : 0;
    remember();
    if (greeting_.restore_open && !order_.dry_run) {
        report_.next_step =
            "a supervisor accepts the restore in Odoo (Quittance > Settings > Ledger); then "
            "`quittance reconcile` asks about what was put back.";
    } else if (!greeting_.bound) {
        report_.next_step = greeting_.bound_message;
    }
}

AuditReport Audit::run() {
    if (!greeted()) {
        return report_;
    }
    if (order_.only_new && greeting_.restore_open) {
        report_.warnings.push_back(
            "a restore is open: `quittance audit` compares everything, this one nothing");
        return report_;
    }
    begin();
    compare_journal();
    if (!order_.dry_run) {
        report_.history_copied =
            copy_history(ports_.ledger, ports_.witness, order_.company_id, greeting_.epoch);
    }
    compare_providers();
    conclude();
    return report_;
}

}  // namespace

AuditReport audit(const AuditOrder& order, const AuditPorts& ports) {
    return Audit(order, ports).run();
}

}  // namespace quittance
