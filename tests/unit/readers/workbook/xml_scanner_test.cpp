#include "readers/workbook/xml_scanner.hpp"

#include "domain/file_facts.hpp"
#include "readers/workbook/workbook_file.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace quittance::workbook {
namespace {

/// Events as text: neighbouring texts are one, however a parser cuts them.
class Log : public XmlEvents {
public:
    void start(const char* name, const char** attributes) override {
        said += "\n<" + std::string(name);
        for (; *attributes != nullptr; attributes += 2) {
            said += std::string(" ") + attributes[0] + "=[" + attributes[1] + "]";
        }
        said += ">\n";
    }
    void end() override { said += "\n</>\n"; }
    void text(std::string_view text) override { said += text; }

    std::string said;
};

template <class Open>
std::string log_of(Archive& archive, const std::string& part, const Open& open) {
    Log log;
    try {
        open(archive.open(part), log)->run();
    } catch (const UnreadableFile&) {
        return "refused";
    }
    return log.said;
}

std::string scanned(Archive& archive, const std::string& part) {
    return log_of(archive, part, [](PartStream stream, XmlEvents& events) {
        return std::make_unique<XmlScanner>(std::move(stream), events);
    });
}

std::string parsed(Archive& archive, const std::string& part) {
    return log_of(archive, part, [](PartStream stream, XmlEvents& events) {
        return std::make_unique<XmlParser>(std::move(stream), events);
    });
}

/// How many of the documents are read by both, after finding that both do the same.
int same_of(const std::vector<std::string>& documents) {
    Parts parts;
    for (const std::string& document : documents) {
        parts.emplace_back(std::to_string(parts.size()), document);
    }
    const TestFile file(zip_of(parts));
    Archive archive(file.path());
    int read = 0;
    for (const auto& [name, document] : parts) {
        const std::string ours = scanned(archive, name);
        EXPECT_EQ(ours, parsed(archive, name)) << document.substr(0, 2'000);
        read += ours == "refused" ? 0 : 1;
    }
    return read;
}

const std::vector<std::string> good{"<c/>",
                                    "<c x=\"&lt;&#65;\n\t é&#10;\" y='a\r\nb\"c'/>",
                                    "text",
                                    " ",
                                    "&amp;&apos;&quot;&gt;",
                                    "&#x1F363;",
                                    "]]",
                                    "]",
                                    "<![CDATA[<&\r\n>]]>",
                                    "<!-- c -->",
                                    "<!---->",
                                    "<?pi x?>",
                                    "\r\n",
                                    "\r",
                                    "é\xEF\xBF\xBD",
                                    "\t\n",
                                    "<d:e f:g='h' xmlns:f='u' />",
                                    "<a\n>x</a\r>",
                                    "\x7F",
                                    "<a><b><c></c></b></a>",
                                    ">",
                                    "\"'",
                                    "<_-.:\xE2\x80\x8B/>"};
const std::vector<std::string> bad{"<a>",
                                   "</a>",
                                   "<",
                                   "<a x=1/>",
                                   "<a x='1' x='2'/>",
                                   "<a x='<'/>",
                                   "\x01",
                                   "< a/>",
                                   "<1/>",
                                   "<a x='1'y='2'/>",
                                   "<a/ >",
                                   "<a x/>",
                                   "<a x=/>",
                                   "<a 'x'/>",
                                   "</ a>",
                                   "&foo;",
                                   "&amp",
                                   "&#0;",
                                   "&#xD800;",
                                   "&#x110000;",
                                   "&#1;",
                                   "]]>",
                                   "<![CDATA[",
                                   "<!-- -- -->",
                                   "<!--->",
                                   "<!a>",
                                   "<?xml version='1.0'?>",
                                   "\xFF",
                                   "\xED\xA0\x80",
                                   "\xC0\x80",
                                   "\xF4\x90\x80\x80",
                                   "é<\xC3",
                                   "\xEF\xBF\xBF",
                                   "<a x='&#x;'/>",
                                   "<a x='&lt'/>",
                                   "<a b='\x02'/>",
                                   "<a></b>",
                                   "& amp;"};

TEST(XmlScanner, DoesWithEachPieceWhatExpatDoes) {
    std::vector<std::string> documents;
    for (const auto& pieces : {good, bad}) {
        for (const std::string& piece : pieces) {
            documents.push_back("<r>" + piece + "</r>");
            documents.push_back(piece + "<r/>");
            documents.push_back("<r/>" + piece);
        }
    }
    EXPECT_GT(same_of(documents), 30);
}

RC_GTEST_PROP(XmlScanner, DoesWithEveryDocumentWhatExpatDoes, ()) {
    const auto piece = rc::gen::weightedOneOf<std::string>(
        {{60, rc::gen::elementOf(good)}, {1, rc::gen::elementOf(bad)}});
    std::vector<std::string> documents;
    for (int count = 0; count < 4; ++count) {
        std::string inside;
        for (const std::string& each : *rc::gen::container<std::vector<std::string>>(piece)) {
            inside += each;
        }
        // What is unpacked at a time ends somewhere within.
        const auto before = static_cast<std::size_t>(*rc::gen::inRange(65'400, 65'540));
        documents.push_back("<r>" + inside + "</r>");
        documents.push_back("<r>" + std::string(before, '\n') + "<c/>" + inside + "</r>");
    }
    same_of(documents);
}

TEST(XmlScanner, RefusesWhatItDoesNotRead) {
    Archive archive(TestFile(zip_of({{"doctype", "<!DOCTYPE r><r/>"},
                                     {"empty", ""},
                                     {"only space", "  "},
                                     {"cut", "<r><a"}}))
                        .path());
    for (const char* const part : {"doctype", "empty", "only space", "cut"}) {
        EXPECT_EQ(scanned(archive, part), "refused") << part;
    }
}

TEST(XmlScanner, ADeclarationThatExpatRefusesIsRefused) {
    const std::vector<std::string> declarations = {
        "<?xml?>", "<?xml version=\"1.0\" standalone=\"ygs\"?>", "<?xml encoding=\"UTF-8\"?>",
        "<?xml version=\"1.0' ?>"};
    for (const auto& declaration : declarations) {
        const TestFile file(zip_of({{"part", declaration + "<a/>"}}));
        Archive archive(file.path());
        Log log;
        EXPECT_THROW(open_xml(archive, "part", log)->run(), UnreadableFile) << declaration;
    }
}

TEST(XmlScanner, OtherCharsetsAreLeftToExpat) {
    const std::string utf16("\xFF\xFE<\0r\0>\0\xE9\0<\0/\0r\0>\0", 18);
    const std::string head = "<?xml version=\"1.0\" encoding=\"";
    Archive archive(TestFile(zip_of({{"utf-16", utf16},
                                     {"latin-1", head + "ISO-8859-1\"?><r>\xE9</r>"},
                                     {"utf-8", head + "utf-8\" standalone=\"yes\"?><r>é</r>"},
                                     {"mark", "\xEF\xBB\xBF" + head + "UTF-8\"?><r>é</r>"}}))
                        .path());
    for (const char* const part : {"utf-16", "latin-1", "utf-8", "mark"}) {
        Log log;
        open_xml(archive, part, log)->run();
        EXPECT_EQ(log.said, "\n<r>\né\n</>\n") << part;
    }
}

}  // namespace
}  // namespace quittance::workbook
