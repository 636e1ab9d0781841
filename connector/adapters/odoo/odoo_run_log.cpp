#include "adapters/odoo/odoo_run_log.hpp"

#include "adapters/odoo/wire.hpp"

namespace quittance::odoo {

RunTicket OdooRunLog::open(const std::string& kind, const std::string& run_key, int lease_seconds) {
    const Json answer = session_.call("run_open", {{"company_id", company_id_},
                                                   {"kind", kind},
                                                   {"run_key", run_key},
                                                   {"host", host_},
                                                   {"lease_seconds", lease_seconds}});
    const std::string status = text_of(answer, "status");
    RunTicket ticket;
    ticket.by = text_of(answer, "by");
    ticket.since = text_of(answer, "since");
    if (status == "resumed") {
        ticket.admission = RunAdmission::resumed;
    } else if (status != "opened") {
        ticket.admission = RunAdmission::busy;
    }
    return ticket;
}

bool OdooRunLog::beat(const std::string& run_key, int lease_seconds, const std::string& progress) {
    const Json answer = session_.call(
        "run_beat",
        {{"run_key", run_key}, {"lease_seconds", lease_seconds}, {"progress", progress}});
    return text_of(answer, "status") == "running";
}

void OdooRunLog::close(const std::string& run_key, int exit_code, const std::string& summary,
                       const std::string& report_json) {
    session_.call("run_close", {{"run_key", run_key},
                                {"exit_code", exit_code},
                                {"summary", summary},
                                {"report", report_json}});
}

}  // namespace quittance::odoo
