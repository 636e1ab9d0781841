#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace quittance {

/// A record of a CSV file and the line (1-based) on which it begins.
struct CsvRecord {
    int line = 0;
    std::vector<std::string> fields;
};

/// The file is no CSV in this dialect: `line` says where.
class CsvError : public std::runtime_error {
public:
    CsvError(int line, const std::string& text) : std::runtime_error(text), line_(line) {}
    [[nodiscard]] int line() const noexcept { return line_; }

private:
    int line_;
};

/// Reads RFC 4180 with any one-byte delimiter: fields in double quotes may hold delimiters, line
/// breaks and doubled quotes; CRLF, LF and CR end a record; a quote inside an unquoted field is
/// itself. Bounds: 2,000 fields a record, 64 KiB a field.
class CsvReader {
public:
    CsvReader(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {}

    /// The next record into `record`; false at the end. A blank line is a record of one empty
    /// field. @throws CsvError.
    bool next(CsvRecord& record);

private:
    void quoted_field(std::string& field);
    void plain_field(std::string& field);
    bool at_break() const;
    void skip_break();

    std::string_view text_;
    char delimiter_;
    std::size_t at_ = 0;
    int line_ = 1;
};

}  // namespace quittance
