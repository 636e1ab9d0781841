#include "readers/workbook/xml_parser.hpp"

#include "readers/workbook/failure.hpp"
#include "readers/workbook/limits.hpp"

#include <expat.h>
#include <new>

namespace quittance::workbook {
namespace {

constexpr int chunk_bytes = 64 * 1024;

}  // namespace

// No exception crosses expat's C code: it is kept, parsing stops, and `advance` throws it.
struct XmlParser::Callbacks {
    template <class Action>
    static void guarded(XmlParser& self, const Action& action) {
        if (self.failure_) {
            return;
        }
        try {
            action();
        } catch (...) {
            self.stop(std::current_exception());
        }
    }

    static void start(void* data, const char* name, const char** attributes) {
        auto& self = *static_cast<XmlParser*>(data);
        guarded(self, [&] {
            if (++self.depth_ > depth_max) {
                too_large("its part " + self.part_.name() + " is nested too deeply");
            }
            if (XML_GetSpecifiedAttributeCount(self.parser_.get()) > 2 * attributes_max) {
                too_large("an element of its part " + self.part_.name() +
                          " has too many attributes");
            }
            self.events_.start(name, attributes);
        });
    }

    static void end(void* data, const char*) {
        auto& self = *static_cast<XmlParser*>(data);
        guarded(self, [&] {
            --self.depth_;
            self.events_.end();
        });
    }

    static void text(void* data, const char* bytes, int size) {
        auto& self = *static_cast<XmlParser*>(data);
        guarded(self, [&] { self.events_.text({bytes, static_cast<std::size_t>(size)}); });
    }

    static void doctype(void* data, const char*, const char*, const char*, int) {
        auto& self = *static_cast<XmlParser*>(data);
        guarded(self, [&] {
            too_large("its part " + self.part_.name() +
                      " declares a document type, which no spreadsheet program writes");
        });
    }
};

void XmlParser::Free::operator()(XML_ParserStruct* parser) const {
    XML_ParserFree(parser);
}

XmlParser::XmlParser(PartStream part, XmlEvents& events)
    : part_(std::move(part)), events_(events), parser_(XML_ParserCreate(nullptr)) {
    if (!parser_) {
        throw std::bad_alloc();
    }
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), Callbacks::start, Callbacks::end);
    XML_SetCharacterDataHandler(parser_.get(), Callbacks::text);
    XML_SetStartDoctypeDeclHandler(parser_.get(), Callbacks::doctype);
}

void XmlParser::stop(std::exception_ptr failure) {
    failure_ = std::move(failure);
    XML_StopParser(parser_.get(), XML_FALSE);
}

bool XmlParser::advance() {
    if (done_) {
        return false;
    }
    void* const buffer = XML_GetBuffer(parser_.get(), chunk_bytes);
    if (buffer == nullptr) {
        throw std::bad_alloc();
    }
    const std::size_t size = part_.read(static_cast<char*>(buffer), chunk_bytes);
    fed_ += size;
    done_ = size == 0;
    const auto status = XML_ParseBuffer(parser_.get(), static_cast<int>(size), done_);
    if (failure_) {
        std::rethrow_exception(failure_);
    }
    if (status != XML_STATUS_OK) {
        syntax_error();
    }
    // A tag is read again from its beginning with each chunk: one that never ends costs squares.
    const auto at = XML_GetCurrentByteIndex(parser_.get());
    if (!done_ && at >= 0 && fed_ - static_cast<std::uint64_t>(at) > tag_max + chunk_bytes) {
        too_large("an element of its part " + part_.name() + " is larger than any can be");
    }
    return !done_;
}

void XmlSource::run() {
    while (advance()) {
    }
}

void XmlParser::syntax_error() const {
    const auto code = XML_GetErrorCode(parser_.get());
    broken("its part " + part_.name() + " is no proper XML at line " +
           std::to_string(XML_GetCurrentLineNumber(parser_.get())) + " (" + XML_ErrorString(code) +
           ")");
}

std::string_view local_name(const char* name) {
    const char* local = name;
    for (; *name != '\0'; ++name) {
        if (*name == ':') {
            local = name + 1;
        }
    }
    return {local, static_cast<std::size_t>(name - local)};
}

std::string_view attribute(const char** attributes, std::string_view name) {
    for (; *attributes != nullptr; attributes += 2) {
        if (name == *attributes) {
            return attributes[1];
        }
    }
    return {};
}

}  // namespace quittance::workbook
