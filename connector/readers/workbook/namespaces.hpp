#pragma once

#include "readers/workbook/xml_parser.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace quittance::workbook {

/// Stands between a parser and events that want OpenDocument's names, whatever prefixes a file
/// binds to them: `table:table-row`, `office:value`. Names of other namespaces become `?:name`,
/// those without a prefix stay (elements take the default namespace), declarations are left out.
class Namespaces : public XmlEvents {
public:
    explicit Namespaces(XmlEvents& events) : events_(events) {}

    void start(const char* name, const char** attributes) override;
    void end() override;
    void text(std::string_view text) override { events_.text(text); }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>()(text);
        }
    };
    using Names = std::unordered_map<std::string, std::string, Hash, std::equal_to<>>;
    using Bindings = std::vector<std::pair<std::string, std::string>>;  ///< prefix, our name

    void declare(const char** attributes);
    const char* known(Names& names, const char* written, bool is_element);
    [[nodiscard]] std::string resolved(std::string_view written, bool is_element) const;

    XmlEvents& events_;
    Bindings bindings_;                                        ///< the last one of a prefix counts
    std::vector<std::pair<std::size_t, std::size_t>> scopes_;  ///< depth, bindings before
    std::size_t depth_ = 0;
    Names elements_, attribute_names_;  ///< what names were found to be under these bindings
    std::vector<const char*> attributes_;
};

}  // namespace quittance::workbook
