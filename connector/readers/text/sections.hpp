#pragma once

#include "readers/record.hpp"

#include <memory>
#include <string>
#include <vector>

namespace quittance {

/// The rows of one section of an export that has several. A section is opened by a line with one
/// filled cell; it ends at the next such line that begins with the same character. The first row
/// is its header; where the section comes again, so must its header, which is not repeated here.
class SectionRecords final : public RecordSource {
public:
    SectionRecords(std::unique_ptr<RecordSource> records, std::string section)
        : records_(std::move(records)), section_(std::move(section)) {}

    /// @throws UnreadableFile when no line opens the section, or its header changes.
    bool next(Record& record) override;
    [[nodiscard]] std::vector<Issue> warnings() const override { return records_->warnings(); }

private:
    [[nodiscard]] bool opens_any(const Record& record) const;
    void check_header(const Record& record);

    std::unique_ptr<RecordSource> records_;
    std::string section_;
    std::vector<std::string> header_;
    bool inside_ = false;
    bool header_due_ = false;
};

}  // namespace quittance
