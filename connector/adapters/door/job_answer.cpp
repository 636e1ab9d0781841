#include "adapters/door/job_answer.hpp"

namespace quittance::door {
namespace {

using Json = nlohmann::ordered_json;

Json short_of(const Job& job) {
    return {{"job", job.id},
            {"location", "/v1/jobs/" + job.id},
            {"name", job.name},
            {"sha256", job.sha256},
            {"size", job.size}};
}

}  // namespace

Json receipt_of(const std::vector<Job>& jobs) {
    Json receipt = short_of(jobs.front());
    receipt["jobs"] = Json::array();
    for (const Job& job : jobs) {
        receipt["jobs"].push_back(short_of(job));
    }
    return receipt;
}

Json answer_of(const Job& job) {
    Json answer = short_of(job);
    answer["state"] = job.state;
    answer["received_at"] = job.received_at;
    const Json report =
        job.report.empty() ? Json::object() : Json::parse(job.report, nullptr, false);
    const Json defaults = {{"message", ""},
                           {"period", ""},
                           {"lines", 0},
                           {"amount", ""},
                           {"unreadable", 0},
                           {"states", Json::object()},
                           {"problems", Json::array()},
                           {"problems_more", 0}};
    for (const auto& [field, without] : defaults.items()) {
        answer[field] = report.is_object() ? report.value(field, without) : without;
    }
    answer["known"] = report.is_object() && report.value("outcome", "") == "known";
    return answer;
}

}  // namespace quittance::door
