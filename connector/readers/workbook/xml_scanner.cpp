#include "readers/workbook/xml_scanner.hpp"

#include "readers/workbook/failure.hpp"
#include "readers/workbook/limits.hpp"
#include "readers/workbook/utf8.hpp"
#include "readers/workbook/xml_characters.hpp"
#include "support/ascii.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <regex>

namespace quittance::workbook {
namespace {

constexpr std::size_t chunk_bytes = 64 * 1024;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Whether a declaration, without its end, is one of UTF-8 as programs write it: what others say,
/// and whether they may, is expat's to know.
bool is_usual(std::string_view declaration) {
    static const std::regex usual(R"(<\?xml\s+version=("1\.0"|'1\.0'))"
                                  R"((\s+encoding=("[Uu][Tt][Ff]-8"|'[Uu][Tt][Ff]-8'))?)"
                                  R"((\s+standalone=("yes"|'yes'|"no"|'no'))?\s*)");
    return std::regex_match(declaration.begin(), declaration.end(), usual);
}

}  // namespace

XmlScanner::XmlScanner(PartStream part, XmlEvents& events)
    : part_(std::move(part)), events_(events) {}

std::string_view XmlScanner::rest() const {
    return {buffer_.data() + at_, end_ - at_};
}

void XmlScanner::syntax_error(const char* what) const {
    broken("its part " + part_.name() + " is no proper XML at byte " +
           std::to_string(scanned_ + at_) + " (" + what + ")");
}

bool XmlScanner::advance() {
    if (ended_) {
        return false;
    }
    refill();
    while (at_ < end_ && scan_one()) {
    }
    if (end_ - at_ > tag_max) {
        too_large("an element of its part " + part_.name() + " is larger than any can be");
    }
    if (ended_ && (at_ < end_ || !opened_.empty() || !saw_root_)) {
        syntax_error("it ends too early");
    }
    return !ended_;
}

/// Moves what is left to the front and adds a chunk. A name or value ends before the buffer does:
/// the byte after `end_` is a `>`.
void XmlScanner::refill() {
    const bool first = buffer_.empty();
    if (at_ > 0) {
        std::memmove(buffer_.data(), buffer_.data() + at_, end_ - at_);
    }
    scanned_ += at_;
    end_ -= at_;
    at_ = 0;
    buffer_.resize(std::max(buffer_.size(), end_ + chunk_bytes + 1));
    const std::size_t got = part_.read(buffer_.data() + end_, chunk_bytes);
    end_ += got;
    ended_ = got == 0;
    buffer_[end_] = '>';
    if (first && rest().starts_with(byte_order_mark)) {
        at_ = begin_ = byte_order_mark.size();
    }
}

/// One token; false when more bytes are needed for it.
bool XmlScanner::scan_one() {
    return buffer_[at_] == '<' ? scan_markup() : scan_text();
}

bool XmlScanner::scan_text() {
    const std::string_view raw = rest().substr(0, rest().find('<'));
    if (raw.size() == end_ - at_ && !ended_) {
        return false;
    }
    if (!opened_.empty()) {
        give_text(raw);
    } else if (!std::all_of(raw.begin(), raw.end(), is_space)) {
        syntax_error("there is text outside of it");
    }
    at_ += raw.size();
    return true;
}

void XmlScanner::give_text(std::string_view raw) {
    if (std::none_of(raw.begin(), raw.end(), [](char c) { return has_class(c, unusual); })) {
        events_.text(raw);
        return;
    }
    if (raw.find("]]>") != raw.npos) {
        syntax_error("a text holds ]]>");
    }
    decode(raw, In::text);
    events_.text(decoded_);
}

/// References and line ends as what they stand for, into `decoded_`.
void XmlScanner::decode(std::string_view raw, In where) {
    if (!is_xml_utf8(raw)) {
        syntax_error("a byte is no character");
    }
    decoded_.clear();
    for (std::size_t at = 0; at < raw.size();) {
        const char c = raw[at];
        if (c == '&' && where != In::section) {
            at += decode_reference(raw.substr(at));
            continue;
        }
        const bool doubled = c == '\r' && at + 1 < raw.size() && raw[at + 1] == '\n';
        at += doubled ? 2 : 1;
        const bool is_break = c == '\r' || c == '\n';
        decoded_ += where == In::value && is_space(c) ? ' ' : is_break ? '\n' : c;
    }
}

/// Adds what a reference that begins `from` stands for, and gives its length.
std::size_t XmlScanner::decode_reference(std::string_view from) {
    constexpr std::pair<std::string_view, char> known[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
    for (const auto& [name, character] : known) {
        if (from.starts_with(name)) {
            decoded_ += character;
            return name.size();
        }
    }
    const bool hexadecimal = from.starts_with("&#x");
    const std::size_t begin = hexadecimal ? 3 : 2;
    unsigned code = 0;
    if (from.starts_with("&#") && from.size() > begin) {
        const char* const last = from.data() + from.size();
        const auto [end, error] =
            std::from_chars(from.data() + begin, last, code, hexadecimal ? 16 : 10);
        if (error == std::errc{} && end != last && *end == ';' && is_xml_character(code)) {
            append_utf8(decoded_, code);
            return static_cast<std::size_t>(end - from.data()) + 1;
        }
    }
    syntax_error("a reference is not known");
}

bool XmlScanner::scan_markup() {
    const std::string_view text = rest();
    if (text.size() < 2) {
        return false;
    }
    if (text[1] == '?') {
        return scan_between("<?", "?>");
    }
    if (text[1] != '!') {
        return scan_tag();
    }
    constexpr std::string_view comment = "<!--", section = "<![CDATA[";
    if (text.starts_with(comment)) {
        return scan_between(comment, "-->");
    }
    if (text.starts_with(section)) {
        return scan_between(section, "]]>");
    }
    if (comment.starts_with(text) || section.starts_with(text)) {
        return false;
    }
    too_large("its part " + part_.name() +
              " declares a document type, which no spreadsheet program writes");
}

/// A comment, an instruction, or a section of characters.
bool XmlScanner::scan_between(std::string_view begins, std::string_view ends) {
    const std::size_t end = rest().find(ends, begins.size());
    if (end == std::string_view::npos) {
        return false;
    }
    const std::string_view inside = rest().substr(begins.size(), end - begins.size());
    decode(inside, In::section);
    if (ends == "]]>") {
        if (opened_.empty()) {
            syntax_error("there is text outside of it");
        }
        events_.text(decoded_);
    } else if (ends == "-->") {
        if (inside.find("--") != inside.npos || inside.ends_with('-')) {
            syntax_error("a comment holds two hyphens");
        }
    } else if (const std::string_view target = inside.substr(0, inside.find_first_of(" \t\r\n"));
               !is_name(target) ||
               (lower_ascii(target) == "xml" && (target != "xml" || scanned_ + at_ != begin_))) {
        syntax_error("an instruction stands where none may");
    }
    at_ += begins.size() + inside.size() + ends.size();
    return true;
}

bool XmlScanner::scan_tag() {
    char* const begin = buffer_.data() + at_ + 1;
    char* const end = end_of_tag(begin, buffer_.data() + end_);
    if (end == nullptr) {
        return false;
    }
    if (*begin == '/') {
        char* const name_ends = end_of_name(begin + 1);
        if (skip_spaces(name_ends) != end) {
            syntax_error("a closing tag has attributes");
        }
        close_element({begin + 1, name_ends});
    } else {
        const bool closes = end[-1] == '/';
        open_element(begin, closes ? end - 1 : end, closes);
    }
    at_ = static_cast<std::size_t>(end + 1 - buffer_.data());
    return true;
}

/// `at` to `end` is the inside of an opening tag, without the slash of one that closes itself.
void XmlScanner::open_element(char* at, char* const end, bool closes) {
    char* const name_ends = end_of_name(at);
    const std::string_view name{at, name_ends};
    if (!is_name(name) || (opened_.empty() && saw_root_)) {
        syntax_error("an element stands where none may");
    }
    if (opened_.size() == depth_max) {
        too_large("its part " + part_.name() + " is nested too deeply");
    }
    saw_root_ = true;
    opened_.push_back(names_.size());
    names_.append(name);
    attributes_.clear();
    char* rest_begins = name_ends;
    while ((rest_begins = read_attributes(rest_begins, end)) != end) {
    }
    attributes_.push_back(nullptr);
    *name_ends = '\0';
    events_.start(at, attributes_.data());
    if (closes) {
        close_element(std::string_view(names_).substr(opened_.back()));
    }
}

/// One attribute, its name and value ended by zeros in their place; what follows it.
char* XmlScanner::read_attributes(char* at, char* const end) {
    char* const name = skip_spaces(at);
    if (name >= end) {
        return end;
    }
    char* const name_ends = end_of_name(name);
    char* const equals = skip_spaces(name_ends);
    if (name == at || equals >= end || *equals != '=' || !is_name({name, name_ends})) {
        syntax_error("an attribute is not written as one");
    }
    char* const quote = skip_spaces(equals + 1);
    if (quote >= end || (*quote != '"' && *quote != '\'')) {
        syntax_error("an attribute has no value");
    }
    *name_ends = '\0';
    for (std::size_t other = 0; other < attributes_.size(); other += 2) {
        if (std::strcmp(attributes_[other], name) == 0) {
            syntax_error("an attribute stands twice");
        }
    }
    if (attributes_.size() == 2 * attributes_max) {
        too_large("an element of its part " + part_.name() + " has too many attributes");
    }
    attributes_.push_back(name);
    attributes_.push_back(quote + 1);
    return read_value(quote + 1, *quote);
}

/// A value is decoded in its place: what it stands for is never longer than what is written.
char* XmlScanner::read_value(char* const at, char quote) {
    bool usual = true;
    char* closing = at;
    for (; *closing != quote; ++closing) {
        usual = usual && !has_class(*closing, unusual) && !is_space(*closing);
        if (*closing == '<') {
            syntax_error("a value holds <");
        }
    }
    *closing = '\0';
    if (!usual) {
        decode({at, closing}, In::value);
        std::copy(decoded_.begin(), decoded_.end(), at);
        at[decoded_.size()] = '\0';
    }
    return closing + 1;
}

void XmlScanner::close_element(std::string_view name) {
    if (opened_.empty() || name != std::string_view(names_).substr(opened_.back())) {
        syntax_error("a tag closes another element than the last one");
    }
    names_.resize(opened_.back());
    opened_.pop_back();
    events_.end();
}

std::unique_ptr<XmlSource> open_xml(Archive& archive, const std::string& part, XmlEvents& events) {
    char bytes[256];
    const std::size_t size = archive.open(part).read(bytes, sizeof bytes);
    std::string_view begin{bytes, size};
    if (begin.starts_with(byte_order_mark)) {
        begin.remove_prefix(byte_order_mark.size());
    }
    const std::string_view declaration = begin.substr(0, begin.find("?>"));
    const bool other = declaration.starts_with("<?xml") && !is_usual(declaration);
    if (!begin.starts_with('<') || begin.find('\0') != begin.npos || other) {
        return std::make_unique<XmlParser>(archive.open(part), events);
    }
    return std::make_unique<XmlScanner>(archive.open(part), events);
}

}  // namespace quittance::workbook
