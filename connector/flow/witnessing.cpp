#include "flow/witnessing.hpp"

namespace quittance {

WitnessedAttempt witnessed(const AttemptStatus& status, int company_id) {
    WitnessedAttempt line;
    line.key = status.key;
    line.company_id = company_id;
    line.no = status.no;
    line.move_name = status.names.empty() ? "" : status.names.front();
    line.client_id = status.client_id;
    line.amount_minor = status.amount.minor();
    line.currency = status.amount.currency();
    line.rail = status.rail;
    line.state = status.state;
    line.provider_reference = status.provider_reference;
    return line;
}

WitnessedAttempt& Witnessing::line_of(const std::string& key) {
    WitnessedAttempt& line = lines_[key];
    line.key = key;
    line.company_id = company_id_;
    return line;
}

void Witnessing::introduce(const AttemptOrder& order, const std::string& move_name, int client_id) {
    const std::lock_guard lock(mutex_);
    WitnessedAttempt& line = line_of(order.key);
    line.no = order.no;
    line.move_name = move_name;
    line.client_id = client_id;
    line.amount_minor = order.amount.minor();
    line.currency = order.amount.currency();
    line.rail = order.rail;
}

void Witnessing::introduce(const AttemptStatus& status) {
    const std::lock_guard lock(mutex_);
    lines_[status.key] = witnessed(status, company_id_);
}

void Witnessing::intend(WitnessStep step, const std::vector<std::string>& keys) {
    std::vector<WitnessedAttempt> lines;
    {
        const std::lock_guard lock(mutex_);
        for (const std::string& key : keys) {
            lines.push_back(line_of(key));
        }
    }
    witness_.note_intent(step, lines);
}

void Witnessing::answered(WitnessStep step, const std::vector<AttemptStatus>& statuses) {
    std::vector<WitnessedAttempt> lines;
    {
        const std::lock_guard lock(mutex_);
        for (const AttemptStatus& status : statuses) {
            if (status.state != AttemptState::absent) {
                lines.push_back(lines_[status.key] = witnessed(status, company_id_));
            }
        }
    }
    witness_.note_answer(step, lines);
}

}  // namespace quittance
