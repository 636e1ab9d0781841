#pragma once

#include "adapters/door/job_spool.hpp"

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

namespace quittance::door {

/// What a request's body is said to be.
struct BodyFacts {
    std::int64_t size = 0;  ///< Content-Length
    std::string name;       ///< of a raw body's file
    std::string boundary;   ///< of multipart/form-data, "" for a raw body
    int files_max = 20;     ///< in one request
};

/// What was received: files on the disk, and the small fields of a form.
struct Received {
    std::vector<Job> files;  ///< id, name, sha256, size
    std::map<std::string, std::string> fields;
};

/// Where the bytes of a fresh file are put: its id and its path.
struct Place {
    std::string id;
    std::string path;
};
using FreshPlace = std::function<Place()>;

/// Streams a body to the disk and syncs it. When it throws, nothing of it is left there.
/// @throws Problem (400 it ended early or is no form, 422 nothing in it, too many files),
/// PortError.
Received receive(std::istream& body, const BodyFacts& facts, const FreshPlace& place);

/// The last part of a path, without control characters or bytes that are no UTF-8; at most 200
/// bytes, "upload" when nothing is left.
[[nodiscard]] std::string safe_name(const std::string& name);

}  // namespace quittance::door
