#include "any_style.hpp"
#include "reading.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <nlohmann/json.hpp>

namespace quittance {
namespace {

using test::any_style;
using test::any_text;
using test::one_of;
using test::read_services;
using test::Style;
using namespace std::chrono;

/// A service with everything that a column can say; figures in thousandths.
struct Meant {
    std::string client, service, ticket, comment, tax;
    std::int64_t quantity = 0, price = 0, cents = 0;
    sys_days day;
};

/// Which columns a file has, and by which rules it says what is a credit.
struct Layout {
    Style style;
    bool has_price = true;
    bool has_amount = true;
    bool braces = false;
    std::string sign;
};

using Rows = std::vector<std::vector<std::string>>;

const std::vector<std::string> names = {"Client", "Service", "Qty", "Price",    "Amount", "Ticket",
                                        "Date",   "Comment", "Tax", "Currency", "Sign"};

Layout any_layout() {
    Layout layout;
    layout.style = any_style();
    layout.has_price = *rc::gen::arbitrary<bool>();
    layout.has_amount = !layout.has_price || *rc::gen::arbitrary<bool>();
    layout.braces = *rc::gen::arbitrary<bool>();
    layout.sign = one_of({"written", "negated", "column"});
    return layout;
}

std::vector<Meant> any_services(const Layout& layout, bool breaks) {
    std::vector<Meant> services(*rc::gen::inRange<std::size_t>(1, 6));
    for (Meant& one : services) {
        one.client = "C-" + any_text(layout.style, false);
        one.service = any_text(layout.style, false);
        one.ticket = any_text(layout.style, false);
        one.comment = any_text(layout.style, breaks);
        one.tax = one_of({"20", "5.5", "0", "T2", "exempt"});
        one.quantity = *rc::gen::inRange<std::int64_t>(-2'000'000, 2'000'000);
        one.price =
            *rc::gen::inRange<std::int64_t>(layout.sign == "column" ? 0 : -9'000'000, 9'000'000);
        const std::int64_t product = one.quantity * one.price;
        one.cents = (product + (product < 0 ? -5'000 : 5'000)) / 10'000;
        one.day = sys_days(2000y / January / 1) + days(*rc::gen::inRange(0, 36'000));
    }
    return services;
}

std::string tax(const std::string& meant, const Style& style) {
    std::string text = meant;
    if (const auto point = text.find('.'); point != std::string::npos) {
        text.replace(point, 1, style.decimal_mark);
    }
    return text + (text[0] <= '9' ? one_of({"", "%", " %"}) : "");
}

/// The cells as the supplier writes them, in the order of `names`; "" for columns it has not.
Rows written(const std::vector<Meant>& services, const Layout& layout) {
    const Style& style = layout.style;
    Rows rows;
    for (const Meant& one : services) {
        const bool credit = layout.sign == "column" && one.quantity < 0;
        const std::int64_t sign = layout.sign == "negated" || credit ? -1 : 1;
        const auto code = [&](const std::string& text) {
            return layout.braces ? "{" + text + "}" : text;
        };
        rows.push_back(
            {code(one.client), code(one.service), test::number(sign * one.quantity, style, false),
             layout.has_price ? test::number(one.price, style, true) + style.currency : "",
             layout.has_amount ? test::number(sign * one.cents * 10, style, true) : "",
             code(one.ticket), test::date(one.day, style), one.comment, tax(one.tax, style),
             one_of({"EUR", "", "eur"}),
             layout.sign == "column" ? credit ? "Avoir" : "VENTE" : ""});
    }
    return rows;
}

Profile profile_of(const Layout& layout) {
    Profile profile = test::profile_of(layout.style);
    profile.columns = {"Client",
                       "Service",
                       "Qty",
                       layout.has_price ? "Price" : "",
                       layout.has_amount ? "Amount" : "",
                       "Ticket",
                       "Date",
                       "Comment",
                       "Tax",
                       "Currency"};
    profile.sign_rule = layout.sign;
    profile.sign_column = layout.sign == "column" ? "Sign" : "";
    profile.sign_words = "avoir|retour";
    profile.charge_words = "vente";
    profile.code_strip = layout.braces ? "{}" : "";
    return profile;
}

std::string delimited(const std::vector<std::string>& cells, const Style& style) {
    std::string line;
    for (const auto& cell : cells) {
        line += (line.empty() ? "" : style.delimiter) + test::field(cell, style, false);
    }
    return line + style.line_end;
}

void expect_read(const std::string& bytes, const Profile& profile,
                 const std::vector<Meant>& services, const Layout& layout) {
    RC_LOG(bytes);
    const auto table = read_services(bytes, profile);
    RC_ASSERT(table.rows.size() == services.size());
    for (std::size_t i = 0; i < services.size(); ++i) {
        const ReadRow& row = table.rows[i];
        const Meant& meant = services[i];
        RC_LOG(row.problem() ? row.problem()->message : std::string());
        RC_ASSERT(row.problems.empty());
        RC_ASSERT(row.client_code == meant.client && row.service == meant.service);
        RC_ASSERT(row.ticket == meant.ticket && row.comment == meant.comment);
        RC_ASSERT(row.tax_rate == meant.tax);
        RC_ASSERT(row.quantity->units() == meant.quantity * 1'000);
        RC_ASSERT(row.price.has_value() == layout.has_price);
        if (layout.has_price) {
            RC_ASSERT(row.price->units() == meant.price * 1'000);
        }
        RC_ASSERT(row.amount->minor() == meant.cents);
        RC_ASSERT(sys_days(*row.date) == meant.day);
    }
}

RC_GTEST_PROP(ColumnsRoundTrip, EveryKindOfColumnIsReadBackFromDelimitedText, ()) {
    const Layout layout = any_layout();
    const auto services = any_services(layout, true);
    std::string text = delimited(names, layout.style);
    for (const auto& row : written(services, layout)) {
        text += delimited(row, layout.style);
    }
    expect_read(test::encoded(text, layout.style.charset), profile_of(layout), services, layout);
}

RC_GTEST_PROP(ColumnsRoundTrip, SectionsAreReadBackWhateverStandsAroundThem, ()) {
    const Layout layout = any_layout();
    const auto services = any_services(layout, true);
    const auto line = [&](const std::vector<std::string>& cells) {
        return delimited(cells, layout.style);
    };
    std::string text = line({"[HEAD]"}) + line({"Sent", "By"}) + line({"today", "us"}) +
                       line({"[SERVICES]"}) + line(names);
    const std::size_t again = *rc::gen::inRange<std::size_t>(0, services.size());
    const Rows rows = written(services, layout);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i > 0 && i == again) {
            text += line({"[OTHER]"}) + line({"A", "B"}) + line({"[SERVICES]"}) + line(names);
        }
        text += line(rows[i]);
    }
    text += line({"[TOTALS]"}) + line({"Sum", "12"});
    Profile profile = profile_of(layout);
    profile.format = "sections";
    profile.section = "[SERVICES]";
    expect_read(test::encoded(text, layout.style.charset), profile, services, layout);
}

/// How many characters a UTF-8 text has.
std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

RC_GTEST_PROP(ColumnsRoundTrip, FixedPositionsAreReadBack, ()) {
    Layout layout = any_layout();
    const auto services = any_services(layout, false);
    for (const auto& one : services) {  // a tab has no width
        for (const auto* text : {&one.client, &one.service, &one.ticket, &one.comment}) {
            RC_PRE(text->find('\t') == std::string::npos);
        }
    }
    const Rows rows = written(services, layout);
    const std::size_t gap = *rc::gen::inRange<std::size_t>(1, 4);
    std::vector<std::size_t> from, width;
    std::size_t next = 1;
    for (std::size_t column = 0; column < names.size(); ++column) {
        std::size_t most = 1;
        for (const auto& row : rows) {
            most = std::max(most, characters(row[column]));
        }
        from.push_back(next);
        width.push_back(most);
        next += most + gap;
    }
    const bool title = *rc::gen::arbitrary<bool>();
    std::string text = title ? "A list" + layout.style.line_end : "";
    for (const auto& row : rows) {
        for (std::size_t column = 0; column < names.size(); ++column) {
            text += row[column] + std::string(width[column] + gap - characters(row[column]), ' ');
        }
        text += layout.style.line_end;
    }
    Profile profile = profile_of(layout);
    profile.format = "fixed";
    profile.header_row = title ? 1 : 0;
    const auto placed = [&](const std::string& name) {
        const auto at =
            static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
        return name.empty()
                   ? name
                   : std::to_string(from[at]) + '-' + std::to_string(from[at] + width[at] - 1);
    };
    for (const auto& column : profile_columns) {
        profile.columns.*column.field = placed(profile.columns.*column.field);
    }
    profile.sign_column = placed(profile.sign_column);
    expect_read(test::encoded(text, layout.style.charset), profile, services, layout);
}

RC_GTEST_PROP(ColumnsRoundTrip, JsonIsReadBackFromTextsAndNumbers, ()) {
    Layout layout = any_layout();
    layout.style.charset = one_of({"utf-8", "windows-1252"});
    layout.style.currency = "";
    if (layout.style.thousands_mark == "’" || layout.style.thousands_written == "\u202F") {
        layout.style.thousands_mark = layout.style.thousands_written = "";
    }
    const auto services = any_services(layout, true);
    const bool as_numbers = *rc::gen::arbitrary<bool>();
    if (as_numbers) {
        layout.style.decimal_mark = ".";
        layout.style.thousands_mark = layout.style.thousands_written = "";
        layout.style.negative = 0;
    }
    const Rows rows = written(services, layout);
    const std::string path = one_of({"", "/data/list"});
    std::string list;
    for (const auto& row : rows) {
        std::string record;
        for (std::size_t column = 1; column < names.size(); ++column) {
            const bool figure = as_numbers && column >= 2 && column <= 4 && !row[column].empty();
            record += ",\"" + names[column] +
                      "\":" + (figure ? row[column] : nlohmann::json(row[column]).dump());
        }
        list += (list.empty() ? "" : ",\n") + std::string("{\"who\":{\"code\":") +
                nlohmann::json(row[0]).dump() + "}" + record + "}";
    }
    const std::string text =
        path.empty() ? "[" + list + "]" : R"({"made":1,"data":{"x":[],"list":[)" + list + "]}}";
    Profile profile = profile_of(layout);
    profile.format = "json";
    profile.records_path = path;
    profile.columns.client = "who.code";
    expect_read(test::encoded(text, layout.style.charset), profile, services, layout);
}

}  // namespace
}  // namespace quittance
