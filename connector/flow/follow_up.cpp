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
constexpr int behind_all = 2'000'000'000;

/// Reads page after page: `read` answers where the next one begins, 0 for the end.
template <typename Read>
void page_through(int after, const char* what, Read read) {
    for (int page_number = 0; page_number < pages_max; ++page_number) {
        const int next = read(after);
        if (next == 0) {
            return;
        }
        if (next <= after) {
            throw PortError(Advice::fix_configuration,
                            "Odoo's " + std::string(what) + " does not advance: update the addon");
        }
        after = next;
    }
    throw PortError(Advice::ask_first, "Odoo's " + std::string(what) + " does not end");
}

struct History {
    std::set<std::string> moved;
    int last_event = 0;
    int events = 0;
};

History history_behind(CollectionLedger& ledger, int after_event) {
    History all;
    all.last_event = after_event;
    page_through(after_event, "history of attempts", [&](int after) {
        const UnfinishedPage page = ledger.unfinished(after, behind_all);
        for (const AttemptEvent& event : page.events) {
            all.moved.insert(event.key);
            all.last_event = std::max(all.last_event, event.id);
            ++all.events;
        }
        return page.next;
    });
    return all;
}

}  // namespace

std::vector<AttemptStatus> all_unfinished(CollectionLedger& ledger) {
    std::map<std::string, AttemptStatus> attempts;
    page_through(0, "list of unfinished attempts", [&](int after) {
        const UnfinishedPage page = ledger.unfinished(behind_all, after);
        for (const AttemptStatus& status : page.attempts) {
            attempts[status.key] = status;
        }
        return page.next_attempt;
    });
    std::vector<AttemptStatus> list;
    for (auto& [key, status] : attempts) {
        list.push_back(std::move(status));
    }
    return list;
}

int copy_history(CollectionLedger& ledger, Witness& witness, int company_id,
                 const std::string& epoch) {
    WitnessPosition position = witness.position(company_id, epoch);
    const History found = history_behind(ledger, position.last_event);
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
