#include "readers/workbook/ooxml_styles.hpp"

#include "readers/workbook/element_stack.hpp"
#include "readers/workbook/failure.hpp"
#include "readers/workbook/limits.hpp"
#include "readers/workbook/xml_scanner.hpp"

#include <charconv>
#include <unordered_map>

namespace quittance::workbook {
namespace {

enum class At { elsewhere, document, styles, formats, cell_styles };

int id_of(const char** attributes) {
    const std::string_view text = attribute(attributes, "numFmtId");
    int id = 0;
    std::from_chars(text.data(), text.data() + text.size(), id);
    return id;
}

// Formats stand before the styles of cells (ECMA-376 part 1, 18.8.39).
class StyleEvents : public ElementStack<At> {
public:
    explicit StyleEvents(std::vector<Shown>& shown) : ElementStack(At::document), shown_(shown) {}

private:
    At enter(At parent, const char* name, const char** attributes) override {
        const std::string_view local = local_name(name);
        if (parent == At::document) {
            return local == "styleSheet" ? At::styles : At::elsewhere;
        }
        if (parent == At::styles) {
            return local == "numFmts"   ? At::formats
                   : local == "cellXfs" ? At::cell_styles
                                        : At::elsewhere;
        }
        if (parent == At::formats && local == "numFmt") {
            codes_.emplace(id_of(attributes), shown_by_code(attribute(attributes, "formatCode")));
        } else if (parent == At::cell_styles && local == "xf") {
            const int id = id_of(attributes);
            const auto own = codes_.find(id);
            shown_.push_back(own != codes_.end() ? own->second : shown_by_id(id));
        }
        if (codes_.size() > styles_max || shown_.size() > styles_max) {
            too_large("it has more than 65,536 styles");
        }
        return At::elsewhere;
    }

    std::unordered_map<int, Shown> codes_;
    std::vector<Shown>& shown_;
};

}  // namespace

std::vector<Shown> read_ooxml_styles(Archive& archive, const std::string& part) {
    std::vector<Shown> shown;
    StyleEvents events(shown);
    open_xml(archive, part, events)->run();
    return shown;
}

}  // namespace quittance::workbook
