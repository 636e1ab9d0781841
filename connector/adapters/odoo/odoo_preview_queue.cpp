#include "adapters/odoo/odoo_preview_queue.hpp"

#include "adapters/odoo/fetched_bytes.hpp"
#include "adapters/odoo/profile_wire.hpp"

namespace quittance::odoo {
namespace {

Json issue_of(const Issue& issue) {
    return {{"row", issue.row},
            {"column", issue.column},
            {"code", issue.code},
            {"message", issue.message}};
}

Json recognised_of(const PreviewAnswer& answer) {
    const FileLook& look = answer.look;
    Json sheets = Json::array();
    for (const auto& sheet : look.sheets) {
        sheets.push_back({{"name", sheet.name}, {"rows", sheet.rows}, {"hidden", sheet.hidden}});
    }
    Json rows = Json::array();
    for (const RawRow& row : look.rows) {
        rows.push_back(row.row);
    }
    return {{"format", look.format},
            {"charset", look.profile.charset},
            {"delimiter", look.profile.delimiter},
            {"quote", look.profile.quote},
            {"decimal_mark", look.profile.decimal_mark},
            {"thousands_mark", look.profile.thousands_mark},
            {"date_format", look.profile.date_format},
            {"header_row", look.profile.header_row},
            {"sheets", std::move(sheets)},
            {"headers", answer.headers},
            {"rows", std::move(rows)}};
}

Json line_of(const PreviewLine& line) {
    const ReadRow& row = line.row;
    std::string sentences;
    for (const Issue& problem : row.problems) {
        sentences += (sentences.empty() ? "" : "\n") + problem.message;
    }
    return {{"row", row.row},
            {"client_code", row.client_code},
            {"client_known", line.client_id != 0},
            {"client_id", line.client_id},
            {"service_code", row.service},
            {"service_known", line.service_id != 0},
            {"service_id", line.service_id},
            {"quantity", row.quantity ? row.quantity->text() : ""},
            {"price", row.price ? row.price->text() : ""},
            {"amount", row.amount ? row.amount->text() : ""},
            {"date", row.date ? text(*row.date) : ""},
            {"period", line.period},
            {"ticket", row.ticket},
            {"comment", row.comment},
            {"problem", sentences}};
}

Json answer_of(const PreviewAnswer& answer) {
    Json cells = Json::array();
    for (const RawRow& row : answer.look.rows) {
        cells.push_back(row.cells);
    }
    Json lines = Json::array();
    for (const PreviewLine& line : answer.lines) {
        lines.push_back(line_of(line));
    }
    Json problems = Json::array();
    for (const Issue& problem : answer.problems) {
        problems.push_back(issue_of(problem));
    }
    return {{"error", answer.error ? issue_of(*answer.error) : Json()},
            {"recognised", recognised_of(answer)},
            {"profile", to_wire(answer.look.profile)},
            {"cells", std::move(cells)},
            {"lines", std::move(lines)},
            {"problems", std::move(problems)},
            {"totals",
             {{"lines", answer.lines_total},
              {"amount", answer.amount.text()},
              {"unreadable", answer.unreadable},
              {"doubts", answer.doubts_total},
              {"problems", answer.problems_total}}}};
}

}  // namespace

std::vector<PreviewRequest> OdooPreviewQueue::claim(int limit, int lease_seconds) {
    const Json answer = session_.call("previews_claim", {{"company_id", company_.id},
                                                         {"limit", limit},
                                                         {"worker", worker_},
                                                         {"lease_seconds", lease_seconds}});
    std::vector<PreviewRequest> requests;
    for (const Json& row : list_of(answer, "previews")) {
        PreviewRequest request;
        request.id = integer_of(row, "preview_id");
        request.name = text_of(row, "name");
        request.size = integer_of(row, "size");
        request.supplier_code = text_of(row, "supplier_code");
        request.period = text_of(row, "period");
        if (const Json& profile = struct_of(row, "profile"); !profile.empty()) {
            request.profile = profile_of(profile);
        }
        requests.push_back(std::move(request));
    }
    return requests;
}

void OdooPreviewQueue::fetch(const PreviewRequest& request) {
    fetch_bytes(request.path, request.size, [&](std::int64_t offset, std::int64_t length) {
        return text_of(
            session_.call("preview_read",
                          {{"preview_id", request.id}, {"offset", offset}, {"length", length}}),
            "content");
    });
}

void OdooPreviewQueue::answer(int id, const PreviewAnswer& answer) {
    session_.call(
        "preview_answer",
        {{"preview_id", id},
         {"answer", answer_of(answer).dump(-1, ' ', false, Json::error_handler_t::replace)}});
}

}  // namespace quittance::odoo
