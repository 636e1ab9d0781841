#pragma once

#include "readers/workbook/archive.hpp"

#include <exception>
#include <memory>
#include <string_view>

struct XML_ParserStruct;

namespace quittance::workbook {

/// What a part's reader is told. Names are as written (`x:row`);
/// attributes are name, value, name, value, …, nullptr. All of it lives for the call alone.
class XmlEvents {
public:
    virtual ~XmlEvents() = default;
    virtual void start(const char* name, const char** attributes) = 0;
    virtual void end() = 0;
    virtual void text(std::string_view text) = 0;
};

/// A part of an archive as a stream of XML, by whichever parser.
class XmlSource {
public:
    virtual ~XmlSource() = default;

    /// Reads on a little; false at the end of the part, whose checksum was right.
    /// @throws UnreadableFile, and whatever the events throw.
    virtual bool advance() = 0;
    /// Reads the part to its end.
    void run();
};

/// XML of any charset that expat knows. There are no entities but XML's own five: a
/// document type is refused. Depth, attributes and the size of a tag are bounded.
class XmlParser : public XmlSource {
public:
    XmlParser(PartStream part, XmlEvents& events);
    XmlParser(const XmlParser&) = delete;  // expat holds its address
    XmlParser& operator=(const XmlParser&) = delete;

    bool advance() override;

private:
    struct Free {
        void operator()(XML_ParserStruct* parser) const;
    };
    struct Callbacks;
    friend struct Callbacks;

    void stop(std::exception_ptr failure);
    [[noreturn]] void syntax_error() const;

    PartStream part_;
    XmlEvents& events_;
    std::unique_ptr<XML_ParserStruct, Free> parser_;
    std::exception_ptr failure_;
    std::uint64_t fed_ = 0;
    std::size_t depth_ = 0;
    bool done_ = false;
};

/// The part of a name after its prefix: `row` of `x:row`.
[[nodiscard]] std::string_view local_name(const char* name);

/// The value of an attribute by its exact name, "" when absent.
[[nodiscard]] std::string_view attribute(const char** attributes, std::string_view name);

}  // namespace quittance::workbook
