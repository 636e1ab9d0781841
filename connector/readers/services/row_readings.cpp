#include "readers/services/row_readings.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace quittance {
namespace {

// The likeliest first: what two of them read alike is called by the first.
constexpr std::array<std::pair<const char*, const char*>, 8> all_marks = {{{".", ","},
                                                                           {",", "."},
                                                                           {",", " "},
                                                                           {".", " "},
                                                                           {".", "'"},
                                                                           {".", "\u2019"},
                                                                           {",", "'"},
                                                                           {",", "\u2019"}}};

bool is_same(const RowReading& one, const RowReading& other) {
    return one.quantity == other.quantity && one.price == other.price && one.amount == other.amount;
}

}  // namespace

RowReadings::RowReadings(const Profile& profile, const ColumnPlaces& places) {
    for (const auto& [decimal, thousands] : all_marks) {
        others_.push_back(std::make_unique<Other>(
            profile, places, NumberMarks{decimal, thousands, profile.currency}));
    }
}

std::vector<RowReading> RowReadings::of(int row) const {
    std::vector<RowReading> readings;
    for (const auto& other : others_) {
        ReadRow read;
        read.row = row;
        other->amounts.read(read);
        if (!read.problems.empty() || !read.amount) {
            continue;
        }
        RowReading reading{other->marks.decimal, other->marks.thousands, read.quantity, read.price,
                           *read.amount};
        const bool known = std::any_of(readings.begin(), readings.end(),
                                       [&](const auto& one) { return is_same(one, reading); });
        if (!known) {
            readings.push_back(std::move(reading));
        }
    }
    return readings;
}

}  // namespace quittance
