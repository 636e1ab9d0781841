#pragma once

#include "adapters/door/request_handler.hpp"

#include <Poco/Net/HTTPServerRequest.h>

#include <string>
#include <vector>

namespace quittance::door {

/// Takes the files of a request whose token was admitted.
/// @throws Problem with what is wrong with it, PortError.
[[nodiscard]] std::vector<Job> take_upload(Door& door, const std::string& supplier,
                                           Poco::Net::HTTPServerRequest& request);

}  // namespace quittance::door
