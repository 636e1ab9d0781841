#include "readers/workbook/ooxml_package.hpp"

#include "readers/workbook/element_stack.hpp"
#include "readers/workbook/failure.hpp"
#include "readers/workbook/limits.hpp"
#include "readers/workbook/ooxml_links.hpp"
#include "readers/workbook/ooxml_styles.hpp"
#include "readers/workbook/xml_scanner.hpp"

#include <algorithm>

namespace quittance::workbook {
namespace {

enum class At { elsewhere, document, workbook, sheets };

/// The `r:id` of an element: the prefix is the file's own.
std::string_view link_id(const char** attributes) {
    for (; *attributes != nullptr; attributes += 2) {
        const std::string_view name = attributes[0];
        if (name.size() > 3 && name.ends_with(":id")) {
            return attributes[1];
        }
    }
    return {};
}

class WorkbookEvents : public ElementStack<At> {
public:
    WorkbookEvents(const std::vector<OoxmlLink>& links, OoxmlPackage& package)
        : ElementStack(At::document), links_(links), package_(package) {}

    bool is_workbook() const { return is_workbook_; }

private:
    At enter(At parent, const char* name, const char** attributes) override {
        const std::string_view local = local_name(name);
        if (parent == At::document) {
            is_workbook_ = local == "workbook";
            return is_workbook_ ? At::workbook : At::elsewhere;
        }
        if (parent == At::sheets && local == "sheet") {
            add_sheet(attributes);
        } else if (parent == At::workbook && local == "workbookPr") {
            const std::string_view value = attribute(attributes, "date1904");
            if (value == "1" || value == "true") {
                package_.epoch = Epoch::from_1904;
            }
        }
        return parent == At::workbook && local == "sheets" ? At::sheets : At::elsewhere;
    }

    void add_sheet(const char** attributes) {
        if (package_.sheets.size() == sheets_max) {
            too_large("it has more than 1,000 sheets");
        }
        const std::string_view id = link_id(attributes), state = attribute(attributes, "state");
        const std::string name(attribute(attributes, "name"));
        const auto link = std::find_if(links_.begin(), links_.end(),
                                       [&](const OoxmlLink& each) { return each.id == id; });
        if (link == links_.end()) {
            broken("the part of its sheet \"" + name + "\" is missing");
        }
        if (link->type == "worksheet") {
            package_.sheets.push_back({name, link->target, !state.empty() && state != "visible"});
        }
    }

    const std::vector<OoxmlLink>& links_;
    OoxmlPackage& package_;
    bool is_workbook_ = false;
};

const OoxmlLink* link_of(const std::vector<OoxmlLink>& links, std::string_view type) {
    const auto found = std::find_if(links.begin(), links.end(),
                                    [&](const OoxmlLink& each) { return each.type == type; });
    return found == links.end() ? nullptr : &*found;
}

}  // namespace

OoxmlPackage read_ooxml_package(Archive& archive) {
    const std::vector<OoxmlLink> roots = read_ooxml_links(archive, "");
    const OoxmlLink* const main = link_of(roots, "officeDocument");
    if (main == nullptr) {
        broken("the link to its sheets is missing");
    }
    if (main->target.ends_with(".bin")) {
        no_workbook("it is an Excel binary workbook (.xlsb)");
    }
    const std::vector<OoxmlLink> links = read_ooxml_links(archive, main->target);
    OoxmlPackage package;
    WorkbookEvents events(links, package);
    open_xml(archive, main->target, events)->run();
    if (!events.is_workbook()) {
        no_workbook("it is a document of another program, as of Word or PowerPoint");
    }
    if (const OoxmlLink* const strings = link_of(links, "sharedStrings")) {
        package.shared_strings = strings->target;
    }
    if (const OoxmlLink* const styles = link_of(links, "styles")) {
        package.has_styles = true;
        package.shown = read_ooxml_styles(archive, styles->target);
    }
    return package;
}

}  // namespace quittance::workbook
