#include "readers/workbook/book.hpp"
#include "readers/workbook/failure.hpp"
#include "readers/workbook/namespaces.hpp"
#include "readers/workbook/ods_events.hpp"
#include "readers/workbook/xml_scanner.hpp"

namespace quittance::workbook {
namespace {

constexpr const char* content_part = "content.xml";
constexpr const char* manifest_part = "META-INF/manifest.xml";

enum class At { elsewhere, document, manifest, entry };

class ManifestEvents : public ElementStack<At> {
public:
    ManifestEvents() : ElementStack(At::document) {}

private:
    At enter(At parent, const char* name, const char**) override {
        if (parent == At::entry && local_name(name) == "encryption-data") {
            encrypted("The workbook is protected by a password");
        }
        return parent == At::document ? At::manifest : At::entry;
    }
};

class OdsRows : public SheetRows {
public:
    OdsRows(std::shared_ptr<Archive> archive, const std::string& name, std::size_t sheet)
        : SheetRows(name),
          archive_(std::move(archive)),
          events_(sheet, batch_),
          named_(events_),
          parser_(open_xml(*archive_, content_part, named_)) {}

private:
    bool advance() override { return parser_->advance(); }
    CoveredValues covered() const override { return events_.covered(); }

    std::shared_ptr<Archive> archive_;
    OdsEvents events_;
    Namespaces named_;
    std::unique_ptr<XmlSource> parser_;
};

/// content.xml holds all sheets, so that one reading of it says which of them have values.
class OdsBook : public Book {
public:
    explicit OdsBook(std::shared_ptr<Archive> archive) : archive_(std::move(archive)) {
        tables_ = read_tables(OdsEvents::first_rows);
    }

    std::vector<SheetInfo> sheets() const override {
        std::vector<SheetInfo> sheets;
        for (const OdsTable& table : tables_) {
            sheets.push_back({table.name, table.hidden, 0});
        }
        return sheets;
    }

    std::unique_ptr<SheetRows> rows(std::size_t sheet) override {
        return std::make_unique<OdsRows>(archive_, tables_.at(sheet).name, sheet);
    }

    int count_rows(std::size_t sheet, bool first_only) override {
        if (!first_only && !counted_) {
            tables_ = read_tables(OdsEvents::all_rows);
            counted_ = true;
        }
        return tables_.at(sheet).rows;
    }

private:
    std::vector<OdsTable> read_tables(std::size_t wanted) {
        RowBatch rows;
        OdsEvents events(wanted, rows);
        Namespaces named(events);
        const auto parser = open_xml(*archive_, content_part, named);
        while (parser->advance()) {
            rows.recycle();
        }
        if (!events.saw_spreadsheet()) {
            no_workbook("it is an OpenDocument file, but no spreadsheet");
        }
        return events.tables();
    }

    std::shared_ptr<Archive> archive_;
    std::vector<OdsTable> tables_;
    bool counted_ = false;
};

}  // namespace

std::unique_ptr<Book> open_ods_book(std::shared_ptr<Archive> archive) {
    if (archive->has(manifest_part)) {
        ManifestEvents events;
        open_xml(*archive, manifest_part, events)->run();
    }
    return std::make_unique<OdsBook>(std::move(archive));
}

}  // namespace quittance::workbook
