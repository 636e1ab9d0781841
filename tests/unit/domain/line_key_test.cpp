#include "domain/line_key.hpp"

#include <gtest/gtest.h>

namespace quittance {
namespace {

LineIdentity without_ticket() {
    LineIdentity line;
    line.company_id = 1;
    line.supplier_id = 7;
    line.year = 2026;
    line.root_file = "abc";
    line.period = "2026-10";
    line.client_code = "C-1";
    line.service_code = "WASH";
    line.price = "2.5";
    line.quantity = "3";
    return line;
}

TEST(LineKey, TwoIdenticalLinesOfAFileAreTwoLines) {
    const LineIdentity first = without_ticket();
    LineIdentity second = first;
    second.occurrence = 2;
    EXPECT_NE(line_key(first), line_key(second));
    EXPECT_EQ(line_key(first), line_key(without_ticket()));
}

TEST(LineKey, WithATicketTheContentDoesNotCount) {
    LineIdentity line = without_ticket();
    line.ticket = "T-1";
    const std::string key = line_key(line);
    line.price = "9";
    line.root_file = "other";
    EXPECT_EQ(line_key(line), key);
    line.year = 2027;
    EXPECT_NE(line_key(line), key) << "suppliers begin their numbers anew each year";
}

TEST(LineKey, TicketOfADocumentHasSeveralLines) {
    LineIdentity line = without_ticket();
    line.ticket = "T-1";
    line.ticket_is_document = true;
    LineIdentity other = line;
    other.service_code = "IRON";
    EXPECT_NE(line_key(line), line_key(other));
}

TEST(LineKey, PartsDoNotRunIntoEachOther) {
    LineIdentity left = without_ticket();
    LineIdentity right = left;
    left.client_code = "C-12";
    left.date = "";
    right.client_code = "C-1";
    right.date = "2";
    EXPECT_NE(line_key(left), line_key(right));
}

}  // namespace
}  // namespace quittance
