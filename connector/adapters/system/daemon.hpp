#pragma once

#include <functional>
#include <stop_token>

namespace quittance::system {

/// Runs `work` until the process is told to end (SIGTERM, SIGINT, SIGQUIT), then asks it to stop
/// and waits for it. A `Poco::Util::ServerApplication`, so that the process behaves as a service.
/// `work` must look at the token at least every second. Only once in a process.
/// @throws whatever `work` threw.
void serve_until_told(const std::function<void(std::stop_token)>& work);

}  // namespace quittance::system
