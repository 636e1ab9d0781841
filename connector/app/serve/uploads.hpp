#pragma once

#include "adapters/door/job_spool.hpp"
#include "adapters/door/token_book.hpp"
#include "adapters/door/upload_server.hpp"
#include "app/serve/serve_part.hpp"

#include <chrono>
#include <map>
#include <set>
#include <string>

namespace quittance {

/// The door for suppliers' programs: open while this lives, also while Odoo is down.
class Uploads {
public:
    /// @throws PortError (fix_configuration) when the spool or the address cannot be had.
    explicit Uploads(const Parts& parts);

    /// Tokens are asked for again and again; files that were received are read.
    [[nodiscard]] ServePart tokens_part();
    [[nodiscard]] ServePart uploads_part();

private:
    [[nodiscard]] std::set<std::string> resting();
    void read_one(const Parts& parts, const door::Job& job);

    using Monotonic = std::chrono::steady_clock;

    door::JobSpool spool_;
    door::TokenBook tokens_;
    door::UploadServer server_;
    std::map<std::string, Monotonic::time_point> rests_until_;  // suppliers whose next file waits
};

}  // namespace quittance
