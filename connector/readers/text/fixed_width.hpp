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

/// Lines cut at fixed positions: a cell for each position, empty where the line is shorter. A
/// number that goes on in characters of no position is `Cell::Kind::cut`; zeros in front fill a
/// field.
class FixedWidthRecords final : public RecordSource {
public:
    FixedWidthRecords(TextStream& text, std::vector<FieldPosition> positions);

    /// @throws UnreadableFile.
    bool next(Record& record) override;
    [[nodiscard]] std::vector<Issue> warnings() const override { return lines_.warnings(); }

private:
    /// Whether no other position has the character before a field, and the one behind it.
    struct Neighbours {
        bool free_before = false;
        bool free_behind = false;
    };

    [[nodiscard]] static bool is_cut(std::string_view line, std::string_view field,
                                     const Neighbours& neighbours);

    DelimitedRecords lines_;
    std::vector<FieldPosition> positions_;
    std::vector<Neighbours> neighbours_;  // of each
    Record line_;
};

}  // namespace quittance
