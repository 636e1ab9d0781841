#pragma once

#include <array>
#include <string>
#include <string_view>

namespace quittance {

/// One text for each thing that a service line is made of; "" where there is none. As columns:
/// header texts (or numbers, positions, keys: docs/rpc_contract.md, PROFILE). As constants: values.
struct ProfileColumns {
    std::string client;
    std::string service;
    std::string quantity;
    std::string price;
    std::string amount;
    std::string ticket;
    std::string date;
    std::string comment;
    std::string tax;
    std::string currency;
};

/// How to read one supplier's files (docs/rpc_contract.md, PROFILE). Kept in Odoo; the files of
/// config/profiles only seed it.
struct Profile {
    std::string name;
    std::string format = "csv";  ///< how text is laid out: `csv fixed sections spreadsheet json`
    std::string delimiter = ";";
    std::string quote = "\"";
    std::string escape;
    std::string charset = "utf-8";
    std::string decimal_mark = ",";
    std::string thousands_mark;  ///< "" none
    std::string date_format;     ///< `DD/MM/YYYY`, …; "" no date column
    int header_row = 1;          ///< 1-based line of the header; 0: none; -1: found by its names
    ProfileColumns columns;
    ProfileColumns constants;
    std::string sign_rule = "written";  ///< `negated`, `column`
    std::string sign_column;
    std::string sign_words;    ///< separated by `|`: cells of `sign_column` that mean a credit
    std::string charge_words;  ///< as these: that mean none; "": every other one, with a warning
    bool tax_included = false;
    std::string sheet;         ///< a sheet's name, `#2`; "" the only one with values
    std::string records_path;  ///< JSON pointer of the list of records
    std::string section;       ///< first cell of the line that opens the services' section
    std::string code_strip;    ///< characters taken off both ends of codes and tickets
    std::string ticket_names;  ///< `line`, `document`, or "" no tickets
    std::string period_rule;   ///< `date`, `filename`, `previous`, `given`
    bool cumulative = false;
    std::string zero_price = "quarantine";  ///< or `free`
    std::string price_rule = "file";        ///< `contract checked markup cost`: Odoo prices
    std::string tolerance = "0";            ///< percent
    std::string markup = "0";               ///< percent
    std::string currency = "EUR";
    std::string total_label;  ///< first words of a totals row's first filled cell
};

/// The fields by the names that the contract, the seeds and the reading process give them.
template <typename Owner, typename Type>
struct NamedField {
    std::string_view name;
    Type Owner::*field;
};

inline constexpr std::array<NamedField<ProfileColumns, std::string>, 10> profile_columns = {
    {{"client", &ProfileColumns::client},
     {"service", &ProfileColumns::service},
     {"quantity", &ProfileColumns::quantity},
     {"price", &ProfileColumns::price},
     {"amount", &ProfileColumns::amount},
     {"ticket", &ProfileColumns::ticket},
     {"date", &ProfileColumns::date},
     {"comment", &ProfileColumns::comment},
     {"tax", &ProfileColumns::tax},
     {"currency", &ProfileColumns::currency}}};

inline constexpr std::array<NamedField<Profile, std::string>, 25> profile_texts = {
    {{"name", &Profile::name},
     {"format", &Profile::format},
     {"delimiter", &Profile::delimiter},
     {"quote", &Profile::quote},
     {"escape", &Profile::escape},
     {"charset", &Profile::charset},
     {"decimal_mark", &Profile::decimal_mark},
     {"thousands_mark", &Profile::thousands_mark},
     {"date_format", &Profile::date_format},
     {"sign_rule", &Profile::sign_rule},
     {"sign_column", &Profile::sign_column},
     {"sign_words", &Profile::sign_words},
     {"charge_words", &Profile::charge_words},
     {"sheet", &Profile::sheet},
     {"records_path", &Profile::records_path},
     {"section", &Profile::section},
     {"code_strip", &Profile::code_strip},
     {"ticket_names", &Profile::ticket_names},
     {"period_rule", &Profile::period_rule},
     {"zero_price", &Profile::zero_price},
     {"price_rule", &Profile::price_rule},
     {"tolerance", &Profile::tolerance},
     {"markup", &Profile::markup},
     {"currency", &Profile::currency},
     {"total_label", &Profile::total_label}}};

inline constexpr std::array<NamedField<Profile, bool>, 2> profile_flags = {
    {{"tax_included", &Profile::tax_included}, {"cumulative", &Profile::cumulative}}};

inline constexpr std::array<NamedField<Profile, ProfileColumns>, 2> profile_groups = {
    {{"columns", &Profile::columns}, {"constants", &Profile::constants}}};

}  // namespace quittance
