#pragma once

#include "adapters/odoo/session.hpp"
#include "ports/gatekeeper.hpp"

namespace quittance::odoo {

class OdooGatekeeper final : public Gatekeeper {
public:
    explicit OdooGatekeeper(Session& session) : session_(session) {}

    Greeting hello(const std::vector<std::string>& keys) override;
    void report_restore(const std::vector<LostAttempt>& missing,
                        const std::string& journal) override;
    RunRelease release(const PlannedRun& run) override;

private:
    Session& session_;
};

}  // namespace quittance::odoo
