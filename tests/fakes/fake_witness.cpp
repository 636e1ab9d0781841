#include "fake_witness.hpp"

#include <set>

namespace quittance::test {
namespace {

bool acknowledges(const FakeWitness::Line& line) {
    return !line.intent &&
           (line.attempt.state != AttemptState::absent || line.step == WitnessStep::adopted);
}

}  // namespace

void FakeWitness::note(WitnessStep step, bool intent,
                       const std::vector<WitnessedAttempt>& attempts) {
    const std::lock_guard lock(mutex_);
    if (before && !attempts.empty()) {
        before(intent);
    }
    for (WitnessedAttempt one : attempts) {
        if (intent) {
            one.state = AttemptState::absent;
        }
        lines.push_back({step, intent, std::move(one)});
    }
}

void FakeWitness::note_intent(WitnessStep step, const std::vector<WitnessedAttempt>& attempts) {
    note(step, true, attempts);
}

void FakeWitness::note_answer(WitnessStep step, const std::vector<WitnessedAttempt>& attempts) {
    note(step, false, attempts);
}

std::vector<WitnessedAttempt> FakeWitness::last_acknowledged(int company_id, int count) {
    const std::lock_guard lock(mutex_);
    std::vector<WitnessedAttempt> found;
    std::set<std::string> seen;
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
        if (line->attempt.company_id == company_id && acknowledges(*line) &&
            seen.insert(line->attempt.key).second && line->attempt.state != AttemptState::absent &&
            static_cast<int>(found.size()) < count) {
            found.push_back(line->attempt);
        }
    }
    return found;
}

std::vector<WitnessedAttempt> FakeWitness::attempts(int company_id, const std::string& after_key,
                                                    int count, std::int64_t after_entry) {
    const std::lock_guard lock(mutex_);
    std::map<std::string, WitnessedAttempt> newest;
    std::map<std::string, bool> sending;
    std::map<std::string, std::int64_t> last;
    std::int64_t entry = 0;
    for (const Line& line : lines) {
        const WitnessedAttempt& one = line.attempt;
        last[one.key] = ++entry;
        if (one.company_id != company_id || one.key <= after_key) {
            continue;
        }
        if (acknowledges(line)) {
            newest[one.key] = one;
            sending[one.key] = false;
        } else {
            newest.emplace(one.key, one);
            sending[one.key] |= line.intent && line.step == WitnessStep::execute;
        }
    }
    std::vector<WitnessedAttempt> found;
    for (auto& [key, one] : newest) {
        const bool early = one.state == AttemptState::absent || one.state == AttemptState::prepared;
        if (sending[key] && early) {
            one.state = AttemptState::sending;
        }
        if (static_cast<int>(found.size()) < count && last[key] > after_entry) {
            found.push_back(one);
        }
    }
    return found;
}

WitnessPosition FakeWitness::position(int company_id, const std::string& epoch) {
    const std::lock_guard lock(mutex_);
    WitnessPosition position = positions_[{company_id, epoch}];
    position.charges_since = charges_since_[company_id];
    position.audited = audited_[company_id];
    position.last_entry = static_cast<std::int64_t>(lines.size());
    return position;
}

void FakeWitness::note_position(int company_id, const std::string& epoch,
                                const WitnessPosition& position) {
    const std::lock_guard lock(mutex_);
    positions_[{company_id, epoch}] = position;
    if (!position.charges_since.empty()) {
        charges_since_[company_id] = position.charges_since;
    }
    if (!position.audited.moment.empty()) {
        audited_[company_id] = position.audited;
    }
}

}  // namespace quittance::test
