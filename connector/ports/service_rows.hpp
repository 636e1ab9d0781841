#pragma once

#include "domain/file_facts.hpp"
#include "domain/profile.hpp"
#include "domain/service_line.hpp"

#include <functional>
#include <memory>
#include <string>

namespace quittance {

/// The services of one file, one after the other, in little memory.
class ServiceRows {
public:
    virtual ~ServiceRows() = default;

    /// The next service into `row`; false at the end. A bad row has its problem.
    /// @throws UnreadableFile: the file as a whole cannot be read.
    virtual bool next(ReadRow& row) = 0;

    /// What else the file says; whole once `next` has answered false.
    [[nodiscard]] virtual const FileFacts& facts() const = 0;
};

/// Opens the file at `path` by a profile. `with_raw`: each row's cells come along as
/// `ReadRow::raw`.
/// @throws UnreadableFile.
using RowsOpener = std::function<std::unique_ptr<ServiceRows>(
    const std::string& path, const Profile& profile, bool with_raw)>;

}  // namespace quittance
