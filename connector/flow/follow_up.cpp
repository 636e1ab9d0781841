#include "flow/follow_up.hpp"

#include "flow/parallel.hpp"
#include "flow/witnessing.hpp"
#include "support/port_error.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace quittance {
namespace {

constexpr std::size_t keys_per_status = 200;
constexpr int pages_max = 10'000;
constexpr int behind_every_event = 2'000'000'000;

struct Unfinished {
    std::map<std::string, AttemptStatus> attempts;
    std::set<std::string> moved;
    int last_event = 0;
    int events = 0;
};

Unfinished read_pages(CollectionLedger& ledger, int after_event) {
    Unfinished all;
    all.last_event = after_event;
    int after = after_event;
    for (int page_number = 0; page_number < pages_max; ++page_number) {
        const UnfinishedPage page = ledger.unfinished(after);
        for (const AttemptStatus& status : page.attempts) {
            all.attempts[status.key] = status;
        }
        for (const AttemptEvent& event : page.events) {
            all.moved.insert(event.key);
            all.last_event = std::max(all.last_event, event.id);
            ++all.events;
        }
        if (page.next == 0) {
            return all;
        }
        if (page.next <= after) {
            throw PortError(Advice::fix_configuration,
                            "Odoo's history of attempts does not advance: update the addon");
        }
        after = page.next;
    }
    throw PortError(Advice::ask_first, "Odoo's history of attempts does not end");
}

}  // namespace

std::vector<AttemptStatus> all_unfinished(CollectionLedger& ledger) {
    std::vector<AttemptStatus> list;
    for (auto& [key, status] : read_pages(ledger, behind_every_event).attempts) {
        list.push_back(status);
    }
    return list;
}

int copy_history(CollectionLedger& ledger, Witness& witness, int company_id,
                 const std::string& epoch) {
    WitnessPosition position = witness.position(company_id, epoch);
    const Unfinished found = read_pages(ledger, position.last_event);
    const std::vector<std::string> moved(found.moved.begin(), found.moved.end());
    for (const auto& keys : sliced(moved, keys_per_status)) {
        std::vector<WitnessedAttempt> lines;
        for (const AttemptStatus& status : ledger.status(keys)) {
            if (status.state != AttemptState::absent) {
                lines.push_back(witnessed(status, company_id));
            }
        }
        witness.note_answer(WitnessStep::copied, lines);
    }
    if (found.last_event > position.last_event) {
        position.last_event = found.last_event;
        witness.note_position(company_id, epoch, position);
    }
    return found.events;
}

}  // namespace quittance
