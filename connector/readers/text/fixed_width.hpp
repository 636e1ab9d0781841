#pragma once

#include "readers/text/delimited.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace quittance {

/// Where a field stands in its line, in characters.
struct FieldPosition {
    std::size_t from = 0;  ///< 1-based
    std::size_t to = 0;    ///< inclusive
};

/// `12-20` as positions; nothing for anything else.
[[nodiscard]] std::optional<FieldPosition> field_position(std::string_view text);

/// Lines cut at fixed positions: a cell for each position, empty where the line is shorter.
class FixedWidthRecords final : public RecordSource {
public:
    FixedWidthRecords(TextStream& text, std::vector<FieldPosition> positions)
        : lines_(text, {Dialect::none, Dialect::none, Dialect::none}),
          positions_(std::move(positions)) {}

    /// @throws UnreadableFile.
    bool next(Record& record) override;
    [[nodiscard]] std::vector<Issue> warnings() const override { return lines_.warnings(); }

private:
    DelimitedRecords lines_;
    std::vector<FieldPosition> positions_;
    Record line_;
};

}  // namespace quittance
