// CSV and its kin: nothing is lost, and what was read is written and read back the same.

#include "readers/text/delimited.hpp"
#include "domain/file_facts.hpp"
#include "support/held.hpp"
#include "support/input.hpp"
#include "support/promises.hpp"

using namespace quittance;

namespace {

const std::array dialects = {Dialect{';', '"', Dialect::none},
                             Dialect{',', '"', Dialect::none},
                             Dialect{'\t', '"', Dialect::none},
                             Dialect{'|', Dialect::none, Dialect::none},
                             Dialect{',', '\'', '\\'},
                             Dialect{';', '"', '\\'},
                             Dialect{';', Dialect::none, '\\'},
                             Dialect{':', '`', Dialect::none},
                             Dialect{Dialect::none, Dialect::none, Dialect::none},
                             Dialect{'|', '"', Dialect::none, "|"}};

struct Table {
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> texts;
    bool refused = false;
};

Table read(std::string_view bytes, const Dialect& dialect, std::size_t piece) {
    fuzz::PiecewiseInput input(bytes, piece);
    TextStream text(input, "utf-8");
    DelimitedRecords records(text, dialect);
    Table table;
    fuzz::RecordPromises promises;
    Record record;
    try {
        while (records.next(record)) {
            promises.check(record);
            auto& row = table.rows.emplace_back();
            for (const Cell& cell : record.cells) {
                row.emplace_back(cell.text);
            }
            table.texts.push_back(fuzz::text_of(record));
        }
    } catch (const UnreadableFile&) {
        table.refused = true;
    }
    static_cast<void>(records.warnings());
    return table;
}

/// How many bytes of a text no dialect takes for a mark of its own.
std::size_t ordinary(std::string_view text, const Dialect& dialect) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [&](char c) {
        return c != dialect.delimiter && c != dialect.quote && c != dialect.escape && c != '\r' &&
               c != '\n';
    }));
}

std::string written(const Table& table, const Dialect& dialect) {
    std::string text;
    for (const auto& row : table.rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            text += i == 0 ? "" : dialect.delimiter + dialect.more;
            text += dialect.quote;
            for (const char c : row[i]) {
                text += c == dialect.quote || c == dialect.escape
                            ? std::string{dialect.escape == Dialect::none ? c : dialect.escape, c}
                            : std::string(1, c);
            }
            text += dialect.quote;
        }
        text += '\n';
    }
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const Dialect dialect = input.one_of(dialects);
    const std::size_t piece = input.below(200) + 1;
    const std::string bytes = input.rest();
    const Table table = read(bytes, dialect, bytes.size() + 1);
    const Table pieces = read(bytes, dialect, piece);
    fuzz::held(table.refused == pieces.refused, "how the bytes arrive refuses nothing");
    if (table.refused) {
        return 0;
    }
    fuzz::held(table.texts == pieces.texts, "how the bytes arrive changes nothing");
    const bool marked = bytes.starts_with("\xEF\xBB\xBF");
    const std::string_view text = std::string_view(bytes).substr(marked ? 3 : 0);
    fuzz::held(text.empty() == table.rows.empty(), "a text that is not empty has rows");
    std::size_t kept = 0;
    for (const auto& row : table.rows) {
        for (const auto& cell : row) {
            kept += ordinary(cell, dialect);
        }
    }
    fuzz::held(kept == ordinary(text, dialect), "every byte is in a cell or is a mark");
    if (dialect.quote != Dialect::none) {
        const std::string again = written(table, dialect);
        fuzz::held(read(again, dialect, again.size() + 1).rows == table.rows,
                   "what is written is read back");
    }
    return 0;
}
