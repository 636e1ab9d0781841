#include "readers/workbook/ooxml_sheet.hpp"

#include "readers/workbook/cell_name.hpp"
#include "readers/workbook/failure.hpp"
#include "readers/workbook/limits.hpp"
#include "readers/workbook/ooxml_events.hpp"
#include "readers/workbook/xml_scanner.hpp"

namespace quittance::workbook {
namespace {

/// Merged cells stand after the rows. A small sheet is therefore read once before, so that what
/// they cover is left out. A large one is read again after its rows only when it has merged cells,
/// and is refused when they cover values, which were given by then.
class OoxmlRows : public SheetRows {
public:
    OoxmlRows(std::shared_ptr<Archive> archive, std::shared_ptr<const OoxmlPackage> package,
              std::shared_ptr<const SharedStrings> strings, const OoxmlSheet& sheet)
        : SheetRows(sheet.name),
          archive_(std::move(archive)),
          package_(std::move(package)),
          strings_(std::move(strings)),
          part_(sheet.part),
          is_small_(archive_->size_of(part_) <= read_twice_max),
          events_(cells(), is_small_ ? surveyed({}).found : MergedCells(), batch_),
          parser_(open_xml(*archive_, part_, events_)) {}

private:
    bool advance() override {
        if (parser_->advance()) {
            return true;
        }
        if (!events_.saw_data()) {
            broken("its sheet \"" + name() + "\" has no rows");
        }
        if (!is_small_ && !events_.found().empty()) {
            refuse_covered(surveyed(events_.found()).covered);
        }
        return false;
    }

    CoveredValues covered() const override { return events_.covered(); }

    OoxmlCells cells() const { return {*package_, *strings_}; }

    /// What a whole reading of the part finds besides its rows.
    struct Survey {
        MergedCells found;
        CoveredValues covered;
    };
    Survey surveyed(MergedCells merged) {
        RowBatch rows;
        OoxmlEvents events(cells(), std::move(merged), rows);
        const auto parser = open_xml(*archive_, part_, events);
        while (parser->advance()) {
            rows.recycle();
        }
        return {events.found(), events.covered()};
    }

    void refuse_covered(const CoveredValues& values) const {
        if (values.count > 0) {
            sheet_trouble("values_covered", "Merged cells of the sheet \"" + name() + "\" hide " +
                                                std::to_string(values.count) +
                                                " values, the first in " +
                                                cell_name(values.first_column, values.first_row) +
                                                ". Undo the merging and send the file again.");
        }
    }

    std::shared_ptr<Archive> archive_;
    std::shared_ptr<const OoxmlPackage> package_;
    std::shared_ptr<const SharedStrings> strings_;
    std::string part_;
    bool is_small_;
    OoxmlEvents events_;
    std::unique_ptr<XmlSource> parser_;
};

}  // namespace

std::unique_ptr<SheetRows> open_ooxml_sheet(std::shared_ptr<Archive> archive,
                                            std::shared_ptr<const OoxmlPackage> package,
                                            std::shared_ptr<const SharedStrings> strings,
                                            std::size_t sheet) {
    const OoxmlSheet& chosen = package->sheets.at(sheet);
    return std::make_unique<OoxmlRows>(std::move(archive), package, std::move(strings), chosen);
}

}  // namespace quittance::workbook
