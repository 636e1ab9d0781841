#include "app/serve/uploads.hpp"

#include "app/import_view.hpp"
#include "app/serve/door_imports.hpp"
#include "ports/file_store.hpp"
#include "support/log.hpp"
#include "support/port_error.hpp"

namespace quittance {
namespace {

constexpr std::chrono::seconds between_tokens{2};
constexpr std::chrono::milliseconds between_jobs{300};
constexpr std::chrono::seconds between_tries{5};  // of a file that has to wait for another one
constexpr int jobs_a_round = 20;

door::ServerLimits limits_of(const Config& config) {
    door::ServerLimits limits;
    limits.body_bytes_max = config.import.file_bytes_max;
    limits.connections = config.http.connections;
    limits.upload_time = std::chrono::seconds(config.http.upload_seconds);
    return limits;
}

std::string state_of(ImportOutcome outcome) {
    switch (outcome) {
        case ImportOutcome::imported:
        case ImportOutcome::known:
        case ImportOutcome::planned:
            return "done";
        case ImportOutcome::asked:
            return "asked";
        case ImportOutcome::refused:
            return "refused";
    }
    return "refused";
}

IncomingFile file_of(const door::Job& job, const std::string& path) {
    IncomingFile file;
    file.supplier_code = job.supplier;
    file.profile = job.profile;
    file.name = job.name;
    file.period = job.period;
    file.sha256 = job.sha256;
    file.size = job.size;
    file.channel = "http";
    file.sender = job.sender;
    file.path = path;
    file.arrived = job.received_at;
    file.replaces_sha256 = job.replaces;
    return file;
}

std::string text_of(const nlohmann::ordered_json& report) {
    return report.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace

Uploads::Uploads(const Parts& parts)
    : spool_(parts.config.http.spool, [&parts] { return parts.clock.now(); }),
      tokens_(parts.config.http.spool + "/tokens.json"),
      server_(parts.config.http.listen, limits_of(parts.config), tokens_, spool_,
              [&parts] { return parts.clock.fresh_key(); }) {
    log_event("http_open", {{"listen", parts.config.http.listen}});
}

ServePart Uploads::tokens_part() {
    return {"tokens", between_tokens, [this](const Parts& parts) {
                const odoo::Json answer = parts.session.call(
                    "supplier_tokens", {{"company_id", parts.config.company.id}});
                std::vector<door::TokenBook::Entry> entries;
                for (const odoo::Json& row : odoo::list_of(answer, "tokens")) {
                    entries.push_back({odoo::text_of(row, "supplier_code"),
                                       odoo::text_of(row, "sha256"), odoo::text_of(row, "name")});
                }
                tokens_.learn(std::move(entries));
            }};
}

ServePart Uploads::uploads_part() {
    return {"uploads", between_jobs, [this](const Parts& parts) {
                for (int done = 0; done < jobs_a_round; ++done) {
                    const auto job = spool_.next(resting());
                    if (!job) {
                        return;
                    }
                    read_one(parts, *job);
                }
            }};
}

/// The suppliers whose next file has to wait for another one: the others go on.
std::set<std::string> Uploads::resting() {
    std::set<std::string> suppliers;
    std::erase_if(rests_until_, [](const auto& one) { return one.second <= Monotonic::now(); });
    for (const auto& [supplier, unused] : rests_until_) {
        suppliers.insert(supplier);
    }
    return suppliers;
}

void Uploads::read_one(const Parts& parts, const door::Job& job) {
    try {
        const ImportReport report = import_local(parts, file_of(job, spool_.bytes_of(job.id)));
        spool_.finish(job.id, state_of(report.outcome), text_of(as_supplier_json(report)));
        log_event("upload_read", {{"job", job.id},
                                  {"supplier", job.supplier},
                                  {"state", state_of(report.outcome)},
                                  {"lines", std::to_string(report.lines)}});
    } catch (const FileWaits& waits) {
        spool_.wait_again(job.id);
        rests_until_[job.supplier] = Monotonic::now() + between_tries;
        log_event("upload_waits", {{"job", job.id}, {"why", waits.what()}});
    } catch (const PortError& error) {
        if (error.advice() != Advice::fix_data) {
            spool_.wait_again(job.id);
            throw;
        }
        // Odoo may not have kept it: the bytes stay in the spool. The reason is the operator's.
        spool_.finish(job.id, "refused",
                      text_of({{"message", "The file could not be taken. Ask the company why."}}),
                      true);
        log_warning("upload_refused", {{"job", job.id}, {"why", error.what()}});
    } catch (...) {
        spool_.wait_again(job.id);
        throw;
    }
}

}  // namespace quittance
