#pragma once

#include "adapters/door/job_spool.hpp"
#include "adapters/door/token_book.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace quittance::door {

struct ServerLimits {
    std::int64_t body_bytes_max = 64LL * 1024 * 1024;
    int connections = 16;
    std::chrono::milliseconds header_time{20'000};   ///< until a token was shown that opens
    std::chrono::milliseconds upload_time{600'000};  ///< for the rest
    std::chrono::milliseconds silence_time{20'000};  ///< between two reads
};

/// The door for suppliers' programs, as docs/openapi.json describes it. Every file is on the disk
/// before it is acknowledged; nothing is asked of Odoo meanwhile.
class UploadServer {
public:
    using FreshId = std::function<std::string()>;

    /// Listens at `address` (`127.0.0.1:8470`; port 0: a free one) until it is destroyed.
    /// @throws PortError (fix_configuration) when it cannot.
    UploadServer(const std::string& address, ServerLimits limits, TokenBook& tokens,
                 JobSpool& spool, FreshId fresh_id);
    ~UploadServer();
    UploadServer(const UploadServer&) = delete;
    UploadServer& operator=(const UploadServer&) = delete;

    [[nodiscard]] int port() const;

private:
    struct Running;
    std::unique_ptr<Running> running_;
};

}  // namespace quittance::door
