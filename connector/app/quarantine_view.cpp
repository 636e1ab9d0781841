#include "app/quarantine_view.hpp"

namespace quittance {
namespace {

std::string counted(int count, const char* one, const char* several) {
    return std::to_string(count) + (count == 1 ? one : several);
}

std::string sentence_of(const odoo::Json& sum) {
    const int unreadable = odoo::integer_of(sum, "unreadable");
    std::string said = counted(odoo::integer_of(sum, "lines"), " line", " lines") + " of " +
                       odoo::text_of(sum, "amount") + " " + odoo::text_of(sum, "currency");
    if (unreadable > 0) {
        said += ", " + std::to_string(unreadable) + " of them without a readable amount";
    }
    return said;
}

std::string count(const Parts& parts, CommandEnd& end) {
    const odoo::Json answer =
        parts.session.call("quarantine", {{"company_id", parts.config.company.id}});
    auto sums = nlohmann::ordered_json::array();
    std::string said;
    for (const odoo::Json& sum : odoo::list_of(answer, "sums")) {
        sums.push_back({{"currency", odoo::text_of(sum, "currency")},
                        {"lines", odoo::integer_of(sum, "lines")},
                        {"amount", odoo::text_of(sum, "amount")},
                        {"unreadable", odoo::integer_of(sum, "unreadable")}});
        said += (said.empty() ? "" : "; ") + sentence_of(sum);
    }
    end.report["quarantine"] = std::move(sums);
    return said.empty() ? "Nothing is in quarantine." : "In quarantine: " + said + ".";
}

}  // namespace

void add_quarantine(const Parts& parts, CommandEnd& end, const std::string& between) {
    try {
        end.summary += between + count(parts, end);
    } catch (const PortError& error) {
        end.summary +=
            between + "What is in quarantine could not be counted: " + std::string(error.what());
    }
}

}  // namespace quittance
