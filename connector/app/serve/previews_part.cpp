#include "adapters/files/spooled_file.hpp"
#include "adapters/odoo/odoo_file_store.hpp"
#include "adapters/odoo/odoo_preview_queue.hpp"
#include "adapters/system/machine.hpp"
#include "app/import_tools.hpp"
#include "app/serve/kept_greeting.hpp"
#include "app/serve/serve_part.hpp"
#include "flow/preview.hpp"
#include "support/log.hpp"
#include "support/port_error.hpp"

#include <memory>

namespace quittance {
namespace {

constexpr std::chrono::seconds between_claims{1};
constexpr int previews_a_claim = 1;  // whoever is free takes the next
constexpr int lease_seconds = 30;

/// What is wrong with the supplier is an answer too: nobody else would tell it to the screen.
PreviewAnswer answer_to(const Parts& parts, const Admission& admission,
                        const PreviewRequest& request) {
    odoo::OdooFileStore store(parts.session, company_of(admission));
    try {
        const Directory directory = store.directory(request.supplier_code);
        return preview_file(file_looker(), rows_opener(), directory, request,
                            parts.clock.today(admission.company.timezone));
    } catch (const PortError& error) {
        if (error.advice() != Advice::fix_data) {
            throw;
        }
        PreviewAnswer answer;
        answer.look.profile = request.profile.value_or(Profile());
        answer.error = Issue{"supplier", error.what(), 0, ""};
        return answer;
    }
}

/// A sample that was deleted while it was read concerns nobody any more: the next one does.
void answer_one(const Parts& parts, const Admission& admission, PreviewQueue& queue,
                PreviewRequest request) {
    const auto subject = std::to_string(request.id);
    const SpooledFile copy;
    request.path = copy.path();
    try {
        queue.fetch(request);
        queue.answer(request.id, answer_to(parts, admission, request));
    } catch (const PortError& error) {
        if (error.advice() != Advice::fix_data) {
            throw;
        }
        log_warning("preview_dropped", {{"preview", subject}, {"why", error.what()}});
        return;
    }
    log_event("preview_answered", {{"preview", subject}});
}

}  // namespace

ServePart previews_part() {
    const auto greeting = std::make_shared<KeptGreeting>();
    return {"previews", between_claims, [greeting](const Parts& parts) {
                greeting->with(parts, [&](const Admission& admission) {
                    odoo::OdooPreviewQueue queue(parts.session, company_of(admission),
                                                 system::host_name());
                    const auto claim = [&] { return queue.claim(previews_a_claim, lease_seconds); };
                    for (auto claimed = claim(); !claimed.empty(); claimed = claim()) {
                        answer_one(parts, admission, queue, std::move(claimed.front()));
                    }
                });
            }};
}

}  // namespace quittance
