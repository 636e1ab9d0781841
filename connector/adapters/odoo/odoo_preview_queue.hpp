#pragma once

#include "adapters/odoo/session.hpp"
#include "adapters/odoo/wire.hpp"
#include "ports/preview_queue.hpp"

#include <string>
#include <utility>

namespace quittance::odoo {

/// Samples on the accountants' screens in Odoo.
class OdooPreviewQueue final : public PreviewQueue {
public:
    OdooPreviewQueue(Session& session, Company company, std::string worker)
        : session_(session), company_(std::move(company)), worker_(std::move(worker)) {}

    std::vector<PreviewRequest> claim(int limit, int lease_seconds) override;
    void fetch(const PreviewRequest& request) override;
    void answer(int id, const PreviewAnswer& answer) override;

private:
    Session& session_;
    Company company_;
    std::string worker_;
};

}  // namespace quittance::odoo
