#pragma once

#include "domain/profile.hpp"
#include "domain/service_line.hpp"
#include "readers/services/column_places.hpp"
#include "readers/services/row_amounts.hpp"
#include "readers/services/row_values.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace quittance {

/// What rows with ambiguous numbers may mean: a person chooses, nothing is guessed.
class RowReadings {
public:
    RowReadings(const Profile& profile, const ColumnPlaces& places);

    /// Of the row that `places` has gone to: by all other marks that people write, each outcome
    /// once; none where its figures have another fault.
    [[nodiscard]] std::vector<RowReading> of(int row) const;

private:
    struct Other {
        NumberMarks marks;
        RowValues values;
        RowAmounts amounts;

        Other(const Profile& profile, const ColumnPlaces& places, NumberMarks own)
            : marks(std::move(own)), values(profile, marks), amounts(profile, places, values) {}
    };
    std::vector<std::unique_ptr<Other>> others_;  // where they are, others refer to them
};

}  // namespace quittance
