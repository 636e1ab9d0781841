#pragma once

#include "adapters/door/request_handler.hpp"

#include <Poco/Net/HTTPServerRequest.h>

#include <string>
#include <vector>

namespace quittance::door {

/// Who sends: a supplier's code, and what its token was issued for.
struct Sender {
    std::string supplier;
    std::string name;
};

/// Takes the files of a request whose token was admitted.
/// @throws Problem with what is wrong with it, PortError.
[[nodiscard]] std::vector<Job> take_upload(Door& door, const Sender& sender,
                                           Poco::Net::HTTPServerRequest& request);

}  // namespace quittance::door
