#include "domain/line_key.hpp"

#include "support/sha256.hpp"

#include <initializer_list>

namespace quittance {
namespace {

/// Lengths in front of the parts: no two different lists join to the same text.
std::string hashed(const char* prefix, std::initializer_list<std::string> parts) {
    std::string joined;
    for (const auto& part : parts) {
        joined += std::to_string(part.size()) + ':' + part;
    }
    return prefix + sha256_hex(joined).substr(0, 40);
}

}  // namespace

std::string line_key(const LineIdentity& line) {
    const auto company = std::to_string(line.company_id);
    const auto supplier = std::to_string(line.supplier_id);
    const auto occurrence = std::to_string(line.occurrence);
    if (line.ticket.empty()) {
        return hashed("f1", {company, supplier, line.root_file, line.period, line.client_code,
                             line.date, line.service_code, line.price, line.quantity, occurrence});
    }
    const auto year = std::to_string(line.year);
    if (line.ticket_is_document) {
        return hashed("t1", {company, supplier, year, line.ticket, line.service_code, occurrence});
    }
    return hashed("t1", {company, supplier, year, line.ticket});
}

}  // namespace quittance
