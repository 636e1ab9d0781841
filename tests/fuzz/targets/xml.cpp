// The workbooks' own XML scanner: it takes nothing that expat refuses, and tells the same.

#include "domain/file_facts.hpp"
#include "readers/workbook/xml_scanner.hpp"
#include "support/held.hpp"
#include "support/input.hpp"
#include "support/memory_file.hpp"
#include "support/promises.hpp"
#include "support/zip_in_memory.hpp"

using namespace quittance;

namespace {

/// Events as text: neighbouring texts are one, however a parser cuts them.
class Log : public workbook::XmlEvents {
public:
    void start(const char* name, const char** attributes) override {
        said += "\x01<" + std::string(name);
        for (; *attributes != nullptr; attributes += 2) {
            said += std::string("\x01 ") + attributes[0] + "=[" + attributes[1] + "]";
        }
        said += "\x01>";
    }
    void end() override { said += "\x01/"; }
    void text(std::string_view text) override { said += text; }

    std::string said;
};

template <class Open>
std::string told_by(const std::string& path, const Open& open) {
    Log log;
    try {
        workbook::Archive archive(path);
        open(archive, log)->run();
    } catch (const UnreadableFile&) {
        return "refused";
    }
    return log.said;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string document(reinterpret_cast<const char*>(data), size);
    const fuzz::MemoryFile file(fuzz::zipped({{"x", document}}));
    const auto ours = told_by(file.path(), [](workbook::Archive& archive, Log& log) {
        return workbook::open_xml(archive, "x", log);
    });
    if (ours == "refused") {
        return 0;
    }
    const auto theirs = told_by(file.path(), [](workbook::Archive& archive, Log& log) {
        return std::make_unique<workbook::XmlParser>(archive.open("x"), log);
    });
    fuzz::held(ours == theirs, "expat tells the same");
    fuzz::held(fuzz::is_utf8(ours), "what is told is UTF-8");
    return 0;
}
