#include "adapters/odoo/odoo_gatekeeper.hpp"

#include "adapters/odoo/wire.hpp"
#include "flow/admission.hpp"

namespace quittance::odoo {
namespace {

CompanyTerms company_of(const Json& row) {
    CompanyTerms company;
    company.id = integer_of(row, "id");
    company.name = text_of(row, "name");
    company.currency = text_of(row, "currency");
    company.decimals = integer_of(row, "decimals");
    company.timezone = text_of(row, "timezone");
    company.rounds_per_line = text_of(row, "rounding") != "round_globally";
    company.collection_on = flag_of(row, "collection_on");
    company.collection_message = text_of(row, "collection_message");
    company.go_live = text_of(row, "go_live");
    return company;
}

/// A limit of the answer, kept within 1 and what this connector was built for.
int limit_of(const Json& limits, const char* name, int most) {
    const int limit = integer_of(limits, name);
    return limit < 1 || limit > most ? most : limit;
}

}  // namespace

Greeting OdooGatekeeper::hello(const std::vector<std::string>& keys) {
    const Json answer = session_.call("hello", {{"contract", contract_version}, {"keys", keys}});
    Greeting greeting;
    greeting.contract = integer_of(answer, "contract");
    greeting.addon = text_of(answer, "addon");
    greeting.odoo = text_of(answer, "odoo");
    greeting.database = text_of(answer, "database");
    greeting.epoch = text_of(answer, "epoch");
    greeting.bound = flag_of(answer, "bound");
    greeting.ever_bound = flag_of(answer, "ever_bound");
    greeting.bound_message = text_of(answer, "bound_message");
    greeting.restore_open = flag_of(answer, "restore_open");
    greeting.time = text_of(answer, "time");
    greeting.api_key_expires = text_of(answer, "api_key_expires");
    greeting.workers = integer_of(answer, "workers");
    const Json& limits = struct_of(answer, "limits");
    greeting.lines_max = limit_of(limits, "lines", greeting.lines_max);
    greeting.invoices_max = limit_of(limits, "invoices", greeting.invoices_max);
    greeting.keys_max = limit_of(limits, "keys", greeting.keys_max);
    for (const Json& row : list_of(answer, "companies")) {
        greeting.companies.push_back(company_of(row));
    }
    const Json& known = struct_of(answer, "known");
    for (const auto& [key, state] : known.items()) {
        greeting.known[key] = state_of(known, key.c_str());
    }
    return greeting;
}

void OdooGatekeeper::report_restore(const std::vector<LostAttempt>& missing,
                                    const std::string& journal) {
    Json rows = Json::array();
    for (const LostAttempt& lost : missing) {
        rows.push_back(
            {{"key", lost.key}, {"state", word(lost.acknowledged)}, {"known", word(lost.known)}});
    }
    session_.call("restore_suspected", {{"missing", rows}, {"journal", journal}});
}

RunRelease OdooGatekeeper::release(const PlannedRun& run) {
    const Json answer = session_.call("release", {{"company_id", run.company_id},
                                                  {"as_of", run.as_of},
                                                  {"run_key", run.run_key},
                                                  {"dry_run", run.dry_run},
                                                  {"as_if_on", run.as_if_on}});
    return {text_of(answer, "status"), text_of(answer, "message")};
}

}  // namespace quittance::odoo
