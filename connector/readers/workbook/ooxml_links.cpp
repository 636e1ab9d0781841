#include "readers/workbook/ooxml_links.hpp"

#include "readers/workbook/element_stack.hpp"
#include "readers/workbook/failure.hpp"
#include "readers/workbook/limits.hpp"
#include "readers/workbook/xml_scanner.hpp"

namespace quittance::workbook {
namespace {

enum class At { elsewhere, document, links, link };

class LinkEvents : public ElementStack<At> {
public:
    LinkEvents(const std::string& part, std::vector<OoxmlLink>& links)
        : ElementStack(At::document), part_(part), links_(links) {}

private:
    At enter(At parent, const char* name, const char** attributes) override {
        if (parent == At::document) {
            return local_name(name) == "Relationships" ? At::links : At::elsewhere;
        }
        if (parent != At::links || local_name(name) != "Relationship" ||
            attribute(attributes, "TargetMode") == "External") {
            return At::elsewhere;
        }
        if (links_.size() == parts_max) {
            too_large("it has more than 10,000 links");
        }
        const std::string_view type = attribute(attributes, "Type");
        links_.push_back({std::string(attribute(attributes, "Id")),
                          std::string(type.substr(type.rfind('/') + 1)),
                          resolved(part_, attribute(attributes, "Target"))});
        return At::link;
    }

    const std::string& part_;
    std::vector<OoxmlLink>& links_;
};

}  // namespace

std::vector<OoxmlLink> read_ooxml_links(Archive& archive, const std::string& part) {
    const std::size_t slash = part.rfind('/') + 1;  // 0 without one
    const std::string list = part.substr(0, slash) + "_rels/" + part.substr(slash) + ".rels";
    std::vector<OoxmlLink> links;
    if (archive.has(list)) {
        LinkEvents events(part, links);
        open_xml(archive, list, events)->run();
    }
    return links;
}

}  // namespace quittance::workbook
