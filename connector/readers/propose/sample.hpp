#pragma once

#include "domain/file_look.hpp"
#include "readers/record.hpp"

#include <optional>
#include <string>
#include <vector>

namespace quittance {

/// A cell that is kept while the sample is looked at.
struct SampleCell {
    Cell::Kind kind = Cell::Kind::text;
    std::string text;  ///< without the blanks around it
};

struct SampleRow {
    int row = 0;
    bool hidden = false;
    std::vector<SampleCell> cells;
};

/// The first rows of a file as they stand, and where the header is once it has been found.
struct Sample {
    std::vector<SampleRow> rows;
    std::optional<std::size_t> header;

    /// The header's texts; none without a header.
    [[nodiscard]] std::vector<std::string> names() const;
    /// The cells below the header in the column of that name that are not empty.
    [[nodiscard]] std::vector<SampleCell> column(const std::string& name) const;
    /// The cell of that row in the column of that name; empty where there is none.
    [[nodiscard]] const SampleCell& at(const SampleRow& row, const std::string& name) const;
    /// The first `most` rows for a screen, card numbers masked.
    [[nodiscard]] std::vector<RawRow> shown(std::size_t most) const;
};

/// At most `most` rows of a source. @throws UnreadableFile.
[[nodiscard]] Sample sample_of(RecordSource& records, std::size_t most);

/// The texts of those cells that are texts: marks and forms matter to them alone.
[[nodiscard]] std::vector<std::string> written(const std::vector<SampleCell>& cells);

}  // namespace quittance
