#include "readers/propose/fixed_traits.hpp"

#include "readers/propose/column_traits.hpp"
#include "readers/propose/total_words.hpp"

#include <algorithm>

namespace quittance {
namespace {

constexpr std::size_t lines_looked_at = 500;
constexpr std::size_t columns_min = 3;  // a client, a service and a price
constexpr int likeness_min = 2;
constexpr std::size_t line_end = 999;  // nothing of the last column is ever cut off

using Line = std::u32string;

bool is_blank(char32_t c) {
    return c == U' ' || c == U'\u00A0';
}

Line characters(std::string_view text) {
    Line line;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xC0U) != 0x80U) {
            line.push_back(byte < 0x80U ? byte : U'\uFFFD');  // which letter makes no difference
        }
    }
    while (!line.empty() && is_blank(line.back())) {
        line.pop_back();
    }
    return line;
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty() && lines.size() < lines_looked_at) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        line = line.substr(0, line.find('\r'));
        lines.emplace_back(line);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

/// The words of a line: what two blanks divide, or a single one.
std::vector<std::string> words_of(const std::string& line, std::string_view between) {
    std::vector<std::string> words;
    for (std::size_t at = line.find_first_not_of(' '); at != std::string::npos;
         at = line.find_first_not_of(' ', at)) {
        const std::size_t end = std::min(line.find(between, at), line.size());
        words.push_back(line.substr(at, end - at));
        at = end;
    }
    return words;
}

std::size_t find_header(const std::vector<std::string>& lines) {
    std::size_t header = lines.size();
    int best = likeness_min - 1;
    for (std::size_t i = 0; i < std::min<std::size_t>(lines.size(), 60); ++i) {
        const int likeness = std::max(header_likeness(words_of(lines[i], "  ")),
                                      header_likeness(words_of(lines[i], " ")));
        if (likeness > best) {
            best = likeness;
            header = i;
        }
    }
    return header;
}

/// A line that only divides others: `-----  ----`.
bool is_rule(const std::string& line) {
    return line.find_first_not_of("-=_ ") == std::string::npos &&
           line.find_first_not_of(' ') != std::string::npos;
}

/// What stands in some columns of lines.
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;

    [[nodiscard]] bool filled(const Line& line) const {
        return begin < line.size() &&
               std::any_of(line.begin() + static_cast<std::ptrdiff_t>(begin),
                           line.begin() + static_cast<std::ptrdiff_t>(std::min(end, line.size())),
                           [](char32_t c) { return !is_blank(c); });
    }
    [[nodiscard]] bool is_numeric(const std::vector<Line>& body) const {
        bool any = false;
        for (const Line& line : body) {
            for (std::size_t i = begin; i < std::min(end, line.size()); ++i) {
                if (!is_blank(line[i]) &&
                    std::u32string_view(U"0123456789.,'-+()€\uFFFD").find(line[i]) ==
                        std::u32string_view::npos) {
                    return false;
                }
                any = any || (line[i] >= U'0' && line[i] <= U'9');
            }
        }
        return any;
    }
};

std::vector<Span> spans_of(const std::vector<Line>& body, const Line& header) {
    std::size_t width = header.size();
    for (const Line& line : body) {
        width = std::max(width, line.size());
    }
    std::vector<Span> spans;
    const auto taken = [](const Line& line, std::size_t i) {
        return i < line.size() && !is_blank(line[i]);
    };
    bool inside = false;
    for (std::size_t i = 0; i < width; ++i) {
        const bool filled =
            taken(header, i) ||
            std::any_of(body.begin(), body.end(), [&](auto& line) { return taken(line, i); });
        if (filled && !inside) {
            spans.push_back({i, i});
        }
        if (filled) {
            spans.back().end = i + 1;
        }
        inside = filled;
    }
    return spans;
}

/// Whether a text goes on after a blank: no name stands above, or none anywhere and the blank is a
/// single one.
bool goes_on(const Span& before, const Span& span, const std::vector<Line>& body,
             const Line& header) {
    if (span.is_numeric(body)) {
        return false;
    }
    return header.empty() ? span.begin == before.end + 1 && !before.is_numeric(body)
                          : !span.filled(header);
}

/// Words without a name above them, and names without words below, belong to a neighbour.
std::vector<Span> joined(const std::vector<Span>& spans, const std::vector<Line>& body,
                         const Line& header) {
    std::vector<Span> whole;
    bool to_the_next = false;
    for (const Span& span : spans) {
        const bool named = span.filled(header);
        const bool used =
            std::any_of(body.begin(), body.end(), [&](auto& line) { return span.filled(line); });
        if (to_the_next) {
            whole.back().end = span.end;
        } else if (!whole.empty() && goes_on(whole.back(), span, body, header)) {
            whole.back().end = span.end;
            continue;
        } else {
            whole.push_back(span);
        }
        to_the_next = !header.empty() && (!used || (!named && span.is_numeric(body)));
    }
    return whole;
}

std::vector<FieldPosition> positions_of(const std::vector<Span>& spans,
                                        const std::vector<Line>& body) {
    std::vector<FieldPosition> positions;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        const bool to_left = i > 0 && spans[i].is_numeric(body);
        const bool next_to_left = i + 1 < spans.size() && spans[i + 1].is_numeric(body);
        const bool last = i + 1 == spans.size();
        const std::size_t end = last           ? std::max(spans[i].end, line_end)
                                : next_to_left ? spans[i].end
                                               : spans[i + 1].begin;
        const std::size_t begin = to_left ? spans[i - 1].end : i == 0 ? 0 : spans[i].begin;
        positions.push_back({begin + 1, end});
    }
    return positions;
}

}  // namespace

FixedShape fixed_shape(std::string_view text) {
    const std::vector<std::string> lines = lines_of(text);
    const std::size_t header = find_header(lines);
    FixedShape shape;
    const bool named = header < lines.size();
    shape.header_line = named ? static_cast<int>(header) + 1 : 0;
    shape.last_title = shape.header_line;
    if (named && header + 1 < lines.size() && is_rule(lines[header + 1])) {
        ++shape.last_title;
    }
    std::vector<Line> body;
    for (auto i = static_cast<std::size_t>(shape.last_title); i < lines.size(); ++i) {
        if (lines[i].find('\t') != std::string::npos) {
            return {};
        }
        Line line = characters(lines[i]);
        if (!line.empty() && !is_rule(lines[i]) && total_word(lines[i]).empty()) {
            body.push_back(std::move(line));
        }
    }
    const Line names = named ? characters(lines[header]) : Line();
    const auto spans = joined(spans_of(body, names), body, names);
    const bool priced = std::any_of(spans.begin(), spans.end(),
                                    [&body](const Span& span) { return span.is_numeric(body); });
    if (spans.size() >= columns_min && priced && body.size() >= (named ? 1U : 3U)) {
        shape.positions = positions_of(spans, body);
    }
    return shape;
}

std::string name_of(const FieldPosition& position) {
    return std::to_string(position.from) + '-' + std::to_string(position.to);
}

}  // namespace quittance
