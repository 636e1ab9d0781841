#pragma once

#include "domain/file_look.hpp"
#include "domain/service_line.hpp"
#include "ports/file_store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace quittance {

/// A sample that an accountant wants to see as it will be read.
struct PreviewRequest {
    int id = 0;
    std::string name;
    std::int64_t size = 0;
    std::string supplier_code;
    std::string period;              ///< "" by the profile's rule
    std::optional<Profile> profile;  ///< nothing: one is to be proposed
    std::string path;                ///< where its bytes are, or will be fetched to
};

/// A line as it will be read, and who is meant by it.
struct PreviewLine {
    ReadRow row;
    std::string period;  ///< "" where it cannot be told
    int client_id = 0;   ///< 0 unknown
    int service_id = 0;
};

/// What the accountant sees (docs/rpc_contract.md, PREVIEW).
struct PreviewAnswer {
    std::optional<Issue> error;  ///< it cannot be read with this profile
    FileLook look;
    std::vector<std::string> headers;
    std::vector<PreviewLine> lines;  ///< the first ones
    std::vector<Issue> problems;     ///< the first ones
    int lines_total = 0;
    int unreadable = 0;
    int doubts_total = 0;    ///< what a person has to check of a proposal
    int problems_total = 0;  ///< of the lines and of the file, doubts not among them
    Money amount;
};

/// Samples that wait on a screen. An answer that comes too late is thrown away there.
class PreviewQueue {
public:
    virtual ~PreviewQueue() = default;

    /// At most `limit` samples, ours alone for `lease_seconds`, without their bytes.
    virtual std::vector<PreviewRequest> claim(int limit, int lease_seconds) = 0;
    /// Writes the sample's bytes to `request.path`.
    virtual void fetch(const PreviewRequest& request) = 0;
    virtual void answer(int id, const PreviewAnswer& answer) = 0;
};

}  // namespace quittance
