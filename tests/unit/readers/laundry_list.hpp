#pragma once

#include "reading.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace quittance::test {

/// The profile of a laundry's plain list.
[[nodiscard]] inline Profile laundry() {
    Profile profile;
    profile.name = "laundry";
    profile.columns.service = "Type";
    profile.columns.quantity = "Quantité";
    profile.columns.client = "ID client";
    profile.columns.price = "Prix";
    profile.period_rule = "given";
    return profile;
}

/// A list of one line, which any right way of reading finds.
inline constexpr const char* good = "Type;Quantité;ID client;Prix\nLavage;12,5;C-104;1,20\n";

inline void expect_lavage(const ServiceTable& table) {
    ASSERT_EQ(table.rows.size(), 1U);
    const ReadRow& row = table.rows[0];
    EXPECT_FALSE(row.problem());
    EXPECT_EQ(row.client_code, "C-104");
    EXPECT_EQ(row.quantity->text(), "12.5");
    EXPECT_EQ(row.amount->text(), "15.00");
    EXPECT_EQ(row.row, 2);
}

/// The code for which the file is refused; "read" when it is not.
[[nodiscard]] inline std::string refusal(std::string_view bytes, const Profile& profile) {
    try {
        (void)read_services(bytes, profile);
    } catch (const UnreadableFile& error) {
        return error.issue().code;
    }
    return "read";
}

}  // namespace quittance::test
