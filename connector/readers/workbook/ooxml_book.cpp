#include "readers/workbook/book.hpp"
#include "readers/workbook/ooxml_package.hpp"
#include "readers/workbook/ooxml_sheet.hpp"
#include "readers/workbook/shared_strings.hpp"

namespace quittance::workbook {
namespace {

class OoxmlBook : public Book {
public:
    explicit OoxmlBook(std::shared_ptr<Archive> archive)
        : archive_(std::move(archive)),
          package_(std::make_shared<OoxmlPackage>(read_ooxml_package(*archive_))),
          strings_(package_->shared_strings.empty()
                       ? std::make_shared<SharedStrings>()
                       : std::make_shared<SharedStrings>(*archive_, package_->shared_strings)) {}

    std::vector<SheetInfo> sheets() const override {
        std::vector<SheetInfo> sheets;
        for (const OoxmlSheet& sheet : package_->sheets) {
            sheets.push_back({sheet.name, sheet.hidden, 0});
        }
        return sheets;
    }

    std::unique_ptr<SheetRows> rows(std::size_t sheet) override {
        return open_ooxml_sheet(archive_, package_, strings_, sheet);
    }

    int count_rows(std::size_t sheet, bool first_only) override {
        const std::unique_ptr<SheetRows> source = rows(sheet);
        Record record;
        int count = 0;
        while (source->read(record)) {
            ++count;
            if (first_only) {
                break;
            }
        }
        return count;
    }

private:
    std::shared_ptr<Archive> archive_;
    std::shared_ptr<const OoxmlPackage> package_;
    std::shared_ptr<const SharedStrings> strings_;
};

}  // namespace

std::unique_ptr<Book> open_ooxml_book(std::shared_ptr<Archive> archive) {
    return std::make_unique<OoxmlBook>(std::move(archive));
}

}  // namespace quittance::workbook
