#pragma once

#include <string>

namespace quittance {

/// Header texts of a supplier's file; "" where the file has no such column.
struct ProfileColumns {
    std::string client;
    std::string service;
    std::string quantity;
    std::string price;
    std::string amount;
    std::string ticket;
    std::string date;
    std::string comment;
};

/// How to read one supplier's files (docs/rpc_contract.md, PROFILE). Kept in Odoo; the files of
/// config/profiles only seed it.
struct Profile {
    std::string name;
    std::string format = "csv";
    std::string delimiter = ";";
    std::string charset = "utf-8";
    std::string decimal_mark = ",";
    std::string thousands_mark;  ///< "" none
    std::string date_format;     ///< `DD/MM/YYYY`, …; "" no date column
    int header_row = 1;          ///< 1-based line of the header; 0: none
    ProfileColumns columns;
    std::string ticket_names;  ///< `line`, `document`, or "" no tickets
    std::string period_rule;   ///< `date`, `filename`, `previous`, `given`
    bool cumulative = false;
    std::string zero_price = "quarantine";  ///< or `free`
    std::string currency = "EUR";
    std::string total_label;  ///< start of the first filled cell of a totals row
};

}  // namespace quittance
