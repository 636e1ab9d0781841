#pragma once

#include "adapters/door/connection_watch.hpp"
#include "adapters/door/upload_server.hpp"

#include <Poco/Net/HTTPRequestHandlerFactory.h>

namespace quittance::door {

/// What answers requests works with.
struct Door {
    ServerLimits limits;
    TokenBook& tokens;
    JobSpool& spool;
    UploadServer::FreshId fresh_id;
    ConnectionWatch watch;
};

/// A factory of handlers, one for each request; `door` outlives them.
[[nodiscard]] Poco::Net::HTTPRequestHandlerFactory::Ptr handlers(Door& door);

}  // namespace quittance::door
