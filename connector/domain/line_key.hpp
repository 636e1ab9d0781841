#pragma once

#include <string>

namespace quittance {

/// What makes a service line the same one (DESIGN §3, docs/rpc_contract.md).
struct LineIdentity {
    int company_id = 0;
    int supplier_id = 0;
    int year = 0;        ///< of the service; of the period where the file has no dates
    std::string ticket;  ///< "" none: then the file identifies the line
    bool ticket_is_document = false;
    std::string root_file;  ///< sha256 of the first file of the chain of corrections
    std::string period;
    std::string client_code;
    std::string date;
    std::string service_code;
    std::string price;
    std::string quantity;
    int occurrence = 1;  ///< the how-manyeth such line of its file
};

/// `t1…` for a ticket, `f1…` without, and 40 hexadecimal digits.
[[nodiscard]] std::string line_key(const LineIdentity& identity);

}  // namespace quittance
