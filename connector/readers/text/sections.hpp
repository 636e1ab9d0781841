#pragma once

#include "readers/record.hpp"

#include <memory>
#include <string>
#include <vector>

namespace quittance {

/// The rows of one section of an export that has several. A section is opened by a line with one
/// filled cell; it ends at the next such line that begins with the same character. The first row
/// is its header; where the section comes again, so must its header, which is not repeated here.
/// Rows outside that look like the section's own, below a line that opens no other header, are
/// warned about: a row of services with one filled cell may have ended it.
class SectionRecords final : public RecordSource {
public:
    /// @throws UnreadableFile (`profile`): the name begins like a value, with a letter or digit.
    SectionRecords(std::unique_ptr<RecordSource> records, std::string section);

    /// @throws UnreadableFile when no line opens the section, or its header changes.
    bool next(Record& record) override;
    [[nodiscard]] std::vector<Issue> warnings() const override;

private:
    [[nodiscard]] bool opens_any(const Record& record) const;
    void check_header(const Record& record);
    void look_outside(const Record& record);

    std::unique_ptr<RecordSource> records_;
    std::string section_;
    std::vector<std::string> header_;
    bool inside_ = false;
    bool header_due_ = false;
    bool other_due_ = false;       // the first row of another section comes
    bool other_headless_ = false;  // and was none
    int outside_ = 0;              // rows there that could be services
    int outside_row_ = 0;          // the first of them
};

}  // namespace quittance
