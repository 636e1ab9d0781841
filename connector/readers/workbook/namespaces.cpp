#include "readers/workbook/namespaces.hpp"

#include "readers/workbook/failure.hpp"
#include "readers/workbook/limits.hpp"

#include <algorithm>
#include <cstring>

namespace quittance::workbook {
namespace {

constexpr std::string_view declaration = "xmlns";

/// `table` for urn:oasis:names:tc:opendocument:xmlns:table:1.0, `calcext` for LibreOffice's.
std::string our_name(std::string_view uri) {
    constexpr std::string_view opendocument = "urn:oasis:names:tc:opendocument:xmlns:";
    constexpr std::string_view libreoffice =
        "urn:org:documentfoundation:names:experimental:calc:xmlns:";
    constexpr std::string_view version = ":1.0";
    for (const std::string_view family : {opendocument, libreoffice}) {
        if (uri.starts_with(family) && uri.ends_with(version)) {
            return std::string(
                uri.substr(family.size(), uri.size() - family.size() - version.size()));
        }
    }
    return "?";
}

bool declares(const char* attribute) {
    return std::strncmp(attribute, declaration.data(), declaration.size()) == 0 &&
           (attribute[declaration.size()] == '\0' || attribute[declaration.size()] == ':');
}

}  // namespace

void Namespaces::start(const char* name, const char** attributes) {
    if (elements_.size() + attribute_names_.size() > names_kept_max) {
        elements_.clear();
        attribute_names_.clear();
    }
    ++depth_;
    declare(attributes);
    attributes_.clear();
    for (; *attributes != nullptr; attributes += 2) {
        if (!declares(attributes[0])) {
            attributes_.push_back(known(attribute_names_, attributes[0], false));
            attributes_.push_back(attributes[1]);
        }
    }
    attributes_.push_back(nullptr);
    events_.start(known(elements_, name, true), attributes_.data());
}

void Namespaces::end() {
    events_.end();
    if (!scopes_.empty() && scopes_.back().first == depth_) {
        bindings_.resize(scopes_.back().second);
        scopes_.pop_back();
        elements_.clear();
        attribute_names_.clear();
    }
    --depth_;
}

void Namespaces::declare(const char** attributes) {
    const std::size_t before = bindings_.size();
    for (; *attributes != nullptr; attributes += 2) {
        if (declares(attributes[0])) {
            const std::string_view name = attributes[0];
            const std::string_view prefix =
                name.substr(std::min(name.size(), declaration.size() + 1));
            bindings_.emplace_back(prefix, our_name(attributes[1]));
        }
    }
    if (bindings_.size() > before) {
        scopes_.emplace_back(depth_, before);
        elements_.clear();
        attribute_names_.clear();
    }
}

const char* Namespaces::known(Names& names, const char* written, bool is_element) {
    const std::string_view name = written;
    auto found = names.find(name);
    if (found == names.end()) {
        found = names.emplace(name, resolved(name, is_element)).first;
    }
    return found->second.c_str();
}

std::string Namespaces::resolved(std::string_view written, bool is_element) const {
    const std::size_t colon = written.find(':');
    const std::string_view prefix = colon == written.npos ? "" : written.substr(0, colon);
    const std::string local(written.substr(colon == written.npos ? 0 : colon + 1));
    if (colon == written.npos && !is_element) {
        return local;
    }
    const auto bound = std::find_if(bindings_.rbegin(), bindings_.rend(),
                                    [&](const auto& each) { return each.first == prefix; });
    if (bound != bindings_.rend()) {
        return bound->second + ":" + local;
    }
    if (!prefix.empty() && prefix != "xml") {
        broken("it uses the name " + std::string(written.substr(0, 40)) + " without saying whose");
    }
    return "?:" + local;
}

}  // namespace quittance::workbook
