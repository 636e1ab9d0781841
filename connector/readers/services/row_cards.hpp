#pragma once

#include "domain/service_line.hpp"
#include "readers/record.hpp"
#include "readers/services/column_places.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quittance {

/// Payment card numbers in a file's rows: masked where a row keeps the text or a problem says it,
/// and noted for the copy that is stored. Codes alone are long numbers that mean something else.
class RowCards {
public:
    explicit RowCards(const ColumnPlaces& places) : places_(places) {}

    /// @throws UnreadableFile where there are more of them than any list holds by accident.
    void mask(const Record& record, ReadRow& row);

    [[nodiscard]] const std::vector<std::string>& numbers() const { return numbers_; }
    [[nodiscard]] std::optional<Issue> warning() const;

private:
    void mask_those_of(std::string_view held, ReadRow& row);

    const ColumnPlaces& places_;
    std::vector<std::string> numbers_;
};

}  // namespace quittance
