#pragma once

#include "support/issue.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace quittance {

/// A cell as the file holds it; `text` lives until the next record is asked for.
struct Cell {
    enum class Kind : std::uint8_t {
        text,     ///< UTF-8, as written
        number,   ///< plain decimal with a point, no exponent, at most 15 significant digits
        date,     ///< `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM:SS`
        boolean,  ///< `TRUE` or `FALSE`
        cut,      ///< of fixed width: a text that goes on beyond its positions like a number
        error,    ///< `#DIV/0!`; from here on there is no value
        no_value  ///< a formula without a stored value; the text is the formula
    };
    Kind kind = Kind::text;
    std::string_view text;
};

/// A row of a file: of a text its line, of a sheet its row.
struct Record {
    int row = 0;                ///< 1-based; a record of several lines is where it begins
    bool hidden = false;        ///< a hidden row of a sheet
    bool open_end = false;      ///< of a sheet: empty cells at the end of a row are not kept
    bool quote_broken = false;  ///< text stands behind a closing quote: rows may have run together
    std::vector<Cell> cells;
    std::vector<std::string_view> besides;  ///< texts in no column: looked through for cards alone
};

/// Rows, one after the other, in little memory.
class RecordSource {
public:
    virtual ~RecordSource() = default;

    /// The next row into `record`; false at the end. @throws UnreadableFile.
    virtual bool next(Record& record) = 0;

    /// What the reader noticed so far that a person should know.
    [[nodiscard]] virtual std::vector<Issue> warnings() const { return {}; }
};

}  // namespace quittance
