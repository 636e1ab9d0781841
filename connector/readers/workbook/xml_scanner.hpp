#pragma once

#include "readers/workbook/xml_parser.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace quittance::workbook {

/// XML in UTF-8 without a document type, read in the place where it was unpacked: what large parts
/// are made of, in a fifth of a general parser's time. It takes nothing that expat refuses, gives
/// the same events (tests compare both), and has the same bounds.
class XmlScanner : public XmlSource {
public:
    XmlScanner(PartStream part, XmlEvents& events);
    XmlScanner(const XmlScanner&) = delete;
    XmlScanner& operator=(const XmlScanner&) = delete;

    bool advance() override;

private:
    enum class In { text, value, section };

    void refill();
    bool scan_one();
    bool scan_text();
    bool scan_markup();
    bool scan_tag();
    bool scan_between(std::string_view begins, std::string_view ends);
    void open_element(char* at, char* end, bool closes);
    void close_element(std::string_view name);
    char* read_attributes(char* at, char* end);
    char* read_value(char* at, char quote);
    void give_text(std::string_view raw);
    void decode(std::string_view raw, In where);
    std::size_t decode_reference(std::string_view from);
    [[nodiscard]] std::string_view rest() const;
    [[noreturn]] void syntax_error(const char* what) const;

    PartStream part_;
    XmlEvents& events_;
    std::vector<char> buffer_;
    std::size_t at_ = 0, end_ = 0;  ///< what is not scanned yet
    std::uint64_t scanned_ = 0;     ///< bytes before `buffer_`
    std::size_t begin_ = 0;         ///< bytes of the byte order mark
    std::string names_;             ///< of open elements, one after the other
    std::vector<std::size_t> opened_;
    std::vector<const char*> attributes_;
    std::string decoded_;
    bool saw_root_ = false;
    bool ended_ = false;
};

/// The parser for a part: the scanner when it is in UTF-8, else expat; names as written.
[[nodiscard]] std::unique_ptr<XmlSource> open_xml(Archive& archive, const std::string& part,
                                                  XmlEvents& events);

}  // namespace quittance::workbook
