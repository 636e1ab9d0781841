#pragma once

#include "domain/profile.hpp"
#include "domain/service_line.hpp"
#include "readers/services/column_places.hpp"
#include "readers/services/row_values.hpp"
#include "readers/services/sign_rule.hpp"

#include <optional>

namespace quittance {

/// A row's quantity, price and amount, and whether they agree.
class RowAmounts {
public:
    RowAmounts(const Profile& profile, const ColumnPlaces& places, const RowValues& values);

    /// Of the row that `places` has gone to.
    void read(ReadRow& row) const;

private:
    [[nodiscard]] bool is_free() const;
    [[nodiscard]] std::optional<Decimal> number(Meaning meaning, ReadRow& row) const;
    void turn(ReadRow& row, std::optional<Money>& stated) const;
    [[nodiscard]] std::optional<Money> computed(ReadRow& row) const;
    void settle(ReadRow& row, const std::optional<Money>& stated) const;

    const ColumnPlaces& places_;
    const RowValues& values_;
    SignRule sign_rule_;
    std::string sign_column_;
    std::string currency_;
    bool has_cents_;
    bool gives_away_;
};

}  // namespace quittance
