#pragma once

#include "adapters/odoo/session.hpp"
#include "ports/run_log.hpp"

#include <string>
#include <utility>

namespace quittance::odoo {

class OdooRunLog final : public RunLog {
public:
    OdooRunLog(Session& session, int company_id, std::string host)
        : session_(session), company_id_(company_id), host_(std::move(host)) {}

    RunTicket open(const std::string& kind, const std::string& run_key, int lease_seconds) override;
    bool beat(const std::string& run_key, int lease_seconds, const std::string& progress) override;
    void close(const std::string& run_key, int exit_code, const std::string& summary,
               const std::string& report_json) override;

private:
    Session& session_;
    int company_id_;
    std::string host_;
};

}  // namespace quittance::odoo
