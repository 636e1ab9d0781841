#pragma once

#include "readers/record.hpp"
#include "readers/text/byte_marks.hpp"
#include "readers/text/text_stream.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace quittance {

/// How a text is cut into fields. One byte each, but the delimiter, which may be of several, as
/// `||` or `§`; `none` where there is no such mark.
struct Dialect {
    static constexpr char none = '\0';
    char delimiter = ';';
    char quote = '"';
    char escape = none;     ///< makes the next character an ordinary one
    std::string more = {};  ///< what a delimiter goes on with behind its first byte
};

/// RFC 4180 with any marks: quoted fields may hold delimiters, line breaks and doubled
/// quotes; CRLF, LF and CR end a record; a quote inside an unquoted field is itself; text behind a
/// closing quote belongs to the field, and the record says so. A blank line is a record of one
/// empty cell. Bounds: 2,000 fields a record, 64 KiB a field, 1 MiB a record.
class DelimitedRecords final : public RecordSource {
public:
    DelimitedRecords(TextStream& text, Dialect dialect);

    /// @throws UnreadableFile (`file_broken`, `charset`) with the line.
    bool next(Record& record) override;
    [[nodiscard]] std::vector<Issue> warnings() const override;

private:
    enum class Scan { record, more, end };

    Scan scan(std::vector<Cell>& cells);
    bool scan_quoted(std::size_t& at);
    bool scan_plain(std::size_t& at, bool& marked);
    bool scan_escaped(std::size_t& at);
    bool refill();
    [[nodiscard]] bool ends_line(std::size_t at) const;
    void take_break(std::size_t& at);
    [[nodiscard]] bool is_delimiter(std::size_t at) const;
    [[nodiscard]] std::ptrdiff_t delimiters_in(std::string_view line) const;
    [[nodiscard]] std::string_view cleaned(std::string_view field);
    void note_whole_rows(const Record& record);
    void check_sizes(const std::vector<Cell>& cells) const;
    [[nodiscard]] bool at_end(std::size_t at) const { return at >= end_; }
    [[nodiscard]] std::size_t room() const { return buffer_.size() - mark_reach - 1 - end_; }

    TextStream& text_;
    Dialect dialect_;
    MarkFinder stops_;  // what can end a field that is not quoted
    std::vector<char> buffer_;
    std::size_t begin_ = 0;            // of the record that is looked for
    std::size_t next_ = 0;             // behind it
    std::size_t end_ = 0;              // of what was read
    bool ended_ = false;               // the text has no more
    int line_ = 1;                     // of `begin_`
    int lines_taken_ = 0;              // by the record, its break included
    bool quote_broken_ = false;        // of the record
    int unended_line_ = 0;             // of a last record without a line break, 0: it has one
    int whole_rows_ = 0;               // inside of quoted fields
    int whole_rows_line_ = 0;          // of the first record with such a field
    std::vector<std::size_t> marked_;  // fields of the record with quotes or escapes to take out
};

}  // namespace quittance
