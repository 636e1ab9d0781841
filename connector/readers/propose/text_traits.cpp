#include "readers/propose/text_traits.hpp"

#include "domain/file_facts.hpp"
#include "readers/propose/doubt.hpp"
#include "readers/text/delimited.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace quittance {
namespace {

using namespace std::string_view_literals;

constexpr int rows_looked_at = 60;

/// Whether the bytes decode in that charset; a character cut at the end does not count.
bool decodes(std::string_view bytes, const std::string& charset) {
    try {
        (void)decoded(bytes, charset);
        return true;
    } catch (const CharsetError&) {
        return false;
    }
}

/// The text up to its last line break: no line and no character is cut there.
std::string_view whole_lines(std::string_view text) {
    const std::size_t end = text.find_last_of("\n\r");
    return end == std::string_view::npos ? text : text.substr(0, end + 1);
}

/// The bytes above 127 that French texts mostly consist of, by charset.
struct FrenchBytes {
    std::string_view charset;
    std::string_view bytes;
};
constexpr std::array french_bytes = {
    FrenchBytes{"windows-1252",
                "\xE9\xE8\xEA\xEB\xE0\xE2\xE7\xEE\xEF\xF4\xF9\xFB\xFC\xC9\xC8\xC0"
                "\xC7\xB0\xA0\xAB\xBB\x80\x92\x96\x97\x9C"sv},
    FrenchBytes{"iso-8859-15",
                "\xE9\xE8\xEA\xEB\xE0\xE2\xE7\xEE\xEF\xF4\xF9\xFB\xFC\xC9\xC8\xC0"
                "\xC7\xB0\xA0\xAB\xBB\xA4\xBD"sv},
    FrenchBytes{"macintosh",
                "\x8E\x8F\x90\x91\x88\x89\x8D\x94\x95\x99\x9D\x9E\x83\xA1\xCA\xDB"
                "\xC7\xC8\xD5\xCF"sv},
    FrenchBytes{"ibm850",
                "\x82\x8A\x88\x89\x85\x83\x87\x8C\x8B\x93\x97\x96\x81\x90\xF8\xFF"
                "\xAE\xAF"sv}};

/// The charset in which the most of the bytes above 127 are French; the first of equals.
std::string most_french(std::string_view bytes) {
    std::string_view best;
    std::ptrdiff_t best_count = -1;
    for (const auto& [charset, letters] : french_bytes) {
        const auto count = std::count_if(bytes.begin(), bytes.end(), [&letters](char byte) {
            return letters.find(byte) != std::string_view::npos;
        });
        if (count > best_count && decodes(bytes, std::string(charset))) {
            best = charset;
            best_count = count;
        }
    }
    return std::string(best);
}

struct Shape {
    int rows = 0;     ///< with the most frequent number of columns
    int columns = 0;  ///< that number
};

Shape shape_of(std::string_view lines, const std::string& delimiter) {
    MemoryInput input{std::string(lines)};
    TextStream text(input, "utf-8");
    DelimitedRecords records(text, {delimiter.front(), '"', Dialect::none, delimiter.substr(1)});
    std::map<int, int> counts;
    Record record;
    try {
        for (int row = 0; row < rows_looked_at && records.next(record); ++row) {
            ++counts[static_cast<int>(record.cells.size())];
        }
    } catch (const UnreadableFile&) {
        return {};
    }
    Shape best;
    for (const auto& [columns, rows] : counts) {
        if (columns > 1 && rows >= best.rows) {
            best = {rows, columns};
        }
    }
    return best;
}

}  // namespace

std::string decoded(std::string_view bytes, const std::string& charset) {
    MemoryInput input{std::string(bytes)};
    try {
        TextStream text(input, charset);
        std::vector<char> piece(TextStream::room_min);
        std::string all;
        while (const std::size_t size = text.read(piece.data(), piece.size())) {
            all.append(piece.data(), size);
        }
        return all;
    } catch (const std::invalid_argument& error) {
        throw UnreadableFile(
            {"profile", std::string("The profile cannot be used: ") + error.what() + ".", 0, ""});
    }
}

std::string first_text(std::string_view bytes, const std::string& charset) {
    constexpr std::size_t character_max = 4;
    for (std::size_t cut = 0; cut < std::min(character_max, bytes.size()); ++cut) {
        try {
            return std::string(whole_lines(decoded(bytes.substr(0, bytes.size() - cut), charset)));
        } catch (const CharsetError&) {  // the last character may be cut
        }
    }
    return "";
}

void propose_charset(std::string_view bytes, Profile& profile, std::vector<Issue>& doubts) {
    if (bytes.starts_with("\xFF\xFE"sv) || bytes.starts_with("\xFE\xFF"sv)) {
        profile.charset = "utf-16";
        return;
    }
    const std::string_view lines = whole_lines(bytes);
    if (decodes(lines, "utf-8")) {
        profile.charset = "utf-8";
        return;
    }
    profile.charset = most_french(lines);
    if (profile.charset.empty()) {
        throw UnreadableFile({"file_kind",
                              "The file is no text in any known charset, whatever its name says. "
                              "Ask the supplier for the list itself, as CSV or a workbook.",
                              0, ""});
    }
    doubt(doubts, "The characters look like " + profile.charset +
                      ", but nothing in the file says so: check an accent and a € sign below.");
}

int propose_delimiter(std::string_view lines, Profile& profile, std::vector<Issue>& doubts) {
    Shape best;
    std::string tie;
    for (const std::string delimiter : {";", "\t", "|", ",", ":", "~", "¦", "§"}) {
        const Shape shape = shape_of(lines, delimiter);
        const int better = shape.rows * shape.columns - best.rows * best.columns;
        if (shape.columns < 2 || better < 0) {
            continue;
        }
        if (better == 0) {
            tie = delimiter;
            continue;
        }
        best = shape;
        tie.clear();
        profile.delimiter = delimiter;
    }
    // Where every second column is empty, with its name, the delimiter is written twice.
    const std::string twice = profile.delimiter + profile.delimiter;
    const Shape doubled = best.columns < 3 ? Shape() : shape_of(lines, twice);
    if (doubled.rows == best.rows && doubled.columns * 2 - 1 == best.columns) {
        profile.delimiter = twice;
        return doubled.columns;
    }
    if (best.columns < 2) {
        doubt(doubts,
              "Neither a delimiter nor blanks divide the lines into columns: say how they are "
              "divided.");
    } else if (!tie.empty()) {
        doubt(doubts, "Both '" + profile.delimiter + "' and '" + tie +
                          "' divide the lines evenly: check the columns below.");
    }
    return best.columns;
}

}  // namespace quittance
