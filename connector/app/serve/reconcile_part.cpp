#include "app/collection_parts.hpp"
#include "app/run_frame.hpp"
#include "app/serve/serve_part.hpp"
#include "support/log.hpp"

namespace quittance {

ServePart reconcile_part() {
    return {"reconcile", std::chrono::minutes(10), [](const Parts& parts) {
                const Admission admission = greeted(parts);
                CollectionParts with(parts, admission);
                const CommandEnd end = as_run(parts, "reconcile", [&with](const std::string&) {
                    return reconcile_stage(with);
                });
                log_event("reconciled", {{"what", end.summary}});
            }};
}

}  // namespace quittance
