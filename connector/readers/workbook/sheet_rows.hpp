#pragma once

#include "readers/record.hpp"
#include "readers/workbook/merged_cells.hpp"
#include "readers/workbook/row_batch.hpp"
#include "readers/workbook/xml_parser.hpp"

#include <string>

namespace quittance::workbook {

/// What the rows of every kind of sheet have in common: rows come in batches from a parser, hidden
/// ones are counted, a sheet without values is an error.
class SheetRows : public RecordSource {
public:
    /// @throws UnreadableFile also when the sheet holds no values at all.
    bool next(Record& record) final;
    /// The next row; false at the end, also of a sheet without values.
    bool read(Record& record);
    [[nodiscard]] std::vector<Issue> warnings() const final;

protected:
    explicit SheetRows(std::string name) : name_(std::move(name)) {}

    /// Parses on a little, into `batch_`; false at the end.
    virtual bool advance() = 0;
    /// What was left out so far because merged cells hide it.
    [[nodiscard]] virtual CoveredValues covered() const = 0;

    [[nodiscard]] const std::string& name() const { return name_; }
    RowBatch batch_;

private:
    std::string name_;
    bool ended_ = false;
    int rows_ = 0;
    int hidden_rows_ = 0;
    int first_hidden_ = 0;
};

}  // namespace quittance::workbook
