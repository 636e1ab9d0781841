#pragma once

#include "domain/service_line.hpp"
#include "ports/service_rows.hpp"
#include "readers/record.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What holds of everything that a reader gives, whatever it was given.
namespace quittance::fuzz {

[[nodiscard]] bool is_utf8(std::string_view text);

/// A record's row and cells: in order, UTF-8, and what `Cell::Kind` says of their texts.
class RecordPromises {
public:
    void check(const Record& record);

private:
    int row_ = 0;
};

/// A row of services: within its bounds, and what could not be read has its problem.
void check_row(const ReadRow& row);
void check_facts(const FileFacts& facts);

/// A record as a text that can be compared.
[[nodiscard]] std::string text_of(const Record& record);
/// All records; the refusal's code at the end, where there is one.
[[nodiscard]] std::vector<std::string> texts_of(RecordSource& records);

}  // namespace quittance::fuzz
