#pragma once

#include "domain/calendar.hpp"
#include "domain/decimal.hpp"
#include "domain/money.hpp"
#include "support/issue.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace quittance {

/// More than any service costs: what is above is a misread number, and would overflow sums.
inline constexpr std::int64_t amount_minor_max = 100'000'000'000;

/// What a row comes to when its ambiguous numbers are read by other marks than the profile's.
struct RowReading {
    std::string decimal_mark;
    std::string thousands_mark;
    std::optional<Decimal> quantity;
    std::optional<Decimal> price;
    Money amount;
};

/// A row of a supplier's file as it was read. What could not be read is empty and has an issue.
struct ReadRow {
    int row = 0;  ///< line of the file on which it begins, row of the sheet, number of the record
    std::string client_code;
    std::string service;  ///< code or label
    std::optional<Decimal> quantity;
    std::optional<Decimal> price;
    std::optional<Money> amount;
    std::optional<Date> date;
    std::string ticket;
    std::string comment;
    std::string tax_rate;         ///< percent as a decimal text, or a tax's code; "" none
    std::string raw;              ///< the row's cells as a JSON list, when asked for
    std::vector<Issue> problems;  ///< all that is wrong with it, the gravest first
    /// Where ambiguous numbers are all that is wrong with it: what they may mean, each once.
    std::vector<RowReading> readings;

    /// The gravest problem, null when there is none.
    [[nodiscard]] const Issue* problem() const {
        return problems.empty() ? nullptr : &problems.front();
    }
};

/// A reading of a service line, and what it would be known by.
struct LineReading {
    std::string decimal_mark;
    std::string thousands_mark;
    std::string quantity;
    std::string price;
    std::string amount;
    std::string key;  ///< of the first such line of its file
    std::string content;
};

/// Why a service line waits in quarantine.
struct LineProblem {
    std::string code;
    std::string reason;
    std::string suggestion;  ///< the nearest code that is known, "" none
};

/// A service line with everything that Odoo stores of it (docs/rpc_contract.md, LINE).
struct ServiceLine {
    int row = 0;
    std::string key;
    std::string content;
    std::string client_code;
    int client_id = 0;
    std::string service_code;
    int service_id = 0;
    std::string description;
    std::string quantity;  ///< "" where the file has none: it is never made up
    std::string price;     ///< of one; "" where the file has none
    std::optional<Money> amount;
    std::string currency;
    std::string date;
    std::string period;
    std::string ticket;
    std::string tax_rate;
    bool tax_included = false;
    std::string raw;
    std::vector<LineProblem> problems;  ///< the gravest first; without any it is billable
    std::vector<LineReading> readings;  ///< of a number that can be read in two ways
};

}  // namespace quittance
