#include "readers/content_kind.hpp"

#include "domain/file_facts.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace quittance {
namespace {

using namespace std::string_view_literals;

struct Magic {
    std::string_view bytes;
    std::string_view what;
};

constexpr std::array strangers = {Magic{"\x89PNG\r\n"sv, "a PNG image"},
                                  Magic{"\xFF\xD8\xFF"sv, "a JPEG image"},
                                  Magic{"GIF8"sv, "a GIF image"},
                                  Magic{"RIFF"sv, "an image or a sound"},
                                  Magic{"II*\0"sv, "a TIFF image"},
                                  Magic{"MM\0*"sv, "a TIFF image"},
                                  Magic{"%PDF"sv, "a PDF document"},
                                  Magic{"\x1F\x8B"sv, "a compressed file (gzip)"},
                                  Magic{"BZh"sv, "a compressed file (bzip2)"},
                                  Magic{"\xFD"
                                        "7zXZ"sv,
                                        "a compressed file (xz)"},
                                  Magic{"7z\xBC\xAF"sv, "a 7-Zip archive"},
                                  Magic{"Rar!\x1A"sv, "a RAR archive"},
                                  Magic{"\x7F"
                                        "ELF"sv,
                                        "a program"},
                                  Magic{"MZ\x90"sv, "a program"},
                                  Magic{"{\\rtf"sv, "an RTF document"},
                                  Magic{"<!DOCTYPE html"sv, "a web page"},
                                  Magic{"<html"sv, "a web page"},
                                  Magic{"<?xml"sv, "an XML document"}};

/// JSON begins with a list of objects, or an object with a first name; ids in braces do not.
bool is_json(std::string_view bytes) {
    std::string begin;
    for (const char c : bytes.substr(0, 256)) {
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
            begin.push_back(c);
        }
    }
    const std::string_view two = std::string_view(begin).substr(0, 2);
    return two == "[{" || two == "{\"" || two == "[]" || two == "{}";
}

}  // namespace

ContentKind content_kind(std::string_view bytes) {
    for (const auto& [magic, what] : strangers) {
        if (bytes.starts_with(magic)) {
            throw UnreadableFile({"file_kind",
                                  "The file is " + std::string(what) +
                                      ", whatever its name says. Ask the supplier for the list "
                                      "itself, as CSV or a workbook.",
                                  0, ""});
        }
    }
    if (bytes.starts_with("PK\x03\x04"sv) || bytes.starts_with("PK\x05\x06"sv)) {
        return ContentKind::zip;
    }
    if (bytes.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv)) {
        return ContentKind::compound;
    }
    if (bytes.starts_with("\xEF\xBB\xBF"sv)) {
        bytes.remove_prefix(3);
    }
    return is_json(bytes) ? ContentKind::json : ContentKind::text;
}

}  // namespace quittance
