#include "adapters/odoo/profile_wire.hpp"

namespace quittance::odoo {

Json to_wire(const Profile& profile) {
    const ProfileColumns& columns = profile.columns;
    return {{"name", profile.name},
            {"format", profile.format},
            {"delimiter", profile.delimiter},
            {"charset", profile.charset},
            {"decimal_mark", profile.decimal_mark},
            {"thousands_mark", profile.thousands_mark},
            {"date_format", profile.date_format},
            {"header_row", profile.header_row},
            {"columns",
             {{"client", columns.client},
              {"service", columns.service},
              {"quantity", columns.quantity},
              {"price", columns.price},
              {"amount", columns.amount},
              {"ticket", columns.ticket},
              {"date", columns.date},
              {"comment", columns.comment}}},
            {"ticket_names", profile.ticket_names},
            {"period_rule", profile.period_rule},
            {"cumulative", profile.cumulative},
            {"zero_price", profile.zero_price},
            {"currency", profile.currency},
            {"total_label", profile.total_label}};
}

Profile profile_of(const Json& row) {
    const Json& columns = struct_of(row, "columns");
    Profile profile;
    profile.name = text_of(row, "name");
    profile.format = text_of(row, "format");
    profile.delimiter = text_of(row, "delimiter");
    profile.charset = text_of(row, "charset");
    profile.decimal_mark = text_of(row, "decimal_mark");
    profile.thousands_mark = text_of(row, "thousands_mark");
    profile.date_format = text_of(row, "date_format");
    profile.header_row = integer_of(row, "header_row");
    profile.columns = {text_of(columns, "client"),   text_of(columns, "service"),
                       text_of(columns, "quantity"), text_of(columns, "price"),
                       text_of(columns, "amount"),   text_of(columns, "ticket"),
                       text_of(columns, "date"),     text_of(columns, "comment")};
    profile.ticket_names = text_of(row, "ticket_names");
    profile.period_rule = text_of(row, "period_rule");
    profile.cumulative = flag_of(row, "cumulative");
    profile.zero_price = text_of(row, "zero_price");
    profile.currency = text_of(row, "currency");
    profile.total_label = text_of(row, "total_label");
    return profile;
}

}  // namespace quittance::odoo
