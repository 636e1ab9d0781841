#include "adapters/odoo/odoo_file_store.hpp"

#include "adapters/odoo/fetched_bytes.hpp"
#include "adapters/odoo/profile_wire.hpp"
#include "support/base64.hpp"
#include "support/port_error.hpp"

#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace quittance::odoo {
namespace {

constexpr std::int64_t part_bytes = 1024 * 1024;

std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
}

std::vector<Coded> coded_of(const Json& answer, const char* name) {
    std::vector<Coded> coded;
    for (const Json& row : list_of(answer, name)) {
        coded.push_back({integer_of(row, "id"), text_of(row, "code"), text_of(row, "name")});
    }
    return coded;
}

FileStatus status_of(const Json& answer) {
    constexpr std::array<std::pair<const char*, FileStatus>, 6> words = {
        {{"opened", FileStatus::opened},
         {"resumed", FileStatus::resumed},
         {"known", FileStatus::known},
         {"asked", FileStatus::asked},
         {"refused", FileStatus::refused},
         {"waiting", FileStatus::waiting}}};
    const std::string status = text_of(answer, "status");
    for (const auto& [word, meaning] : words) {
        if (status == word) {
            return meaning;
        }
    }
    throw CallError(CallTrouble::unknown, "file_open: Odoo answers \"" + status + "\"");
}

std::vector<Issue> issues_of(const Json& answer, const char* name) {
    std::vector<Issue> issues;
    for (const Json& row : list_of(answer, name)) {
        std::string message = text_of(row, "message");
        if (const std::string suggestion = text_of(row, "suggestion"); !suggestion.empty()) {
            message += "; " + suggestion;
        }
        issues.push_back({text_of(row, "code"), std::move(message), integer_of(row, "row"), ""});
    }
    return issues;
}

SupplierAnswer supplier_of(const Json& answer) {
    const Json& told = struct_of(answer, "supplier");
    SupplierAnswer supplier;
    if (told.empty()) {
        return supplier;
    }
    supplier.message = text_of(told, "message");
    for (const Json& row : list_of(told, "problems")) {
        supplier.problems.push_back({text_of(row, "code"), text_of(row, "message"),
                                     integer_of(row, "row"), text_of(row, "column")});
    }
    supplier.problems_more = integer_of(told, "problems_more");
    return supplier;
}

Json readings_of(const ServiceLine& line) {
    Json readings = Json::array();
    for (const LineReading& reading : line.readings) {
        readings.push_back({{"decimal_mark", reading.decimal_mark},
                            {"thousands_mark", reading.thousands_mark},
                            {"quantity", reading.quantity},
                            {"price", reading.price},
                            {"amount", reading.amount},
                            {"key", reading.key},
                            {"content", reading.content}});
    }
    return readings;
}

Json row_of(const ServiceLine& line) {
    const LineProblem first = line.problems.empty() ? LineProblem() : line.problems.front();
    Json further = Json::array();
    for (std::size_t i = 1; i < line.problems.size(); ++i) {
        further.push_back({{"code", line.problems[i].code}, {"reason", line.problems[i].reason}});
    }
    Json row = {{"row", line.row},
                {"key", line.key},
                {"content", line.content},
                {"client_code", line.client_code},
                {"client_id", line.client_id},
                {"service_code", line.service_code},
                {"service_id", line.service_id},
                {"description", line.description},
                {"quantity", line.quantity},
                {"price", line.price},
                {"amount", line.amount ? line.amount->text() : ""},
                {"currency", line.currency},
                {"date", line.date},
                {"period", line.period},
                {"ticket", line.ticket},
                {"tax_rate", line.tax_rate},
                {"tax_included", line.tax_included},
                {"raw", line.raw},
                {"state", line.problems.empty() ? "billable" : "quarantine"},
                {"reason_code", first.code},
                {"reason", first.reason},
                {"suggestion", first.suggestion},
                {"further", std::move(further)}};
    if (!line.readings.empty()) {
        row["readings"] = readings_of(line);
    }
    return row;
}

/// Throws when the file is read anew since, by another reader.
const Json& still_open(const Json& answer) {
    if (flag_of(answer, "over")) {
        throw FileWaits("Another reader has begun to read the file anew.");
    }
    return answer;
}

Json totals_of(FileReading reading, const FileTotals& totals) {
    Json controls = Json::array();
    for (const ControlSum& control : totals.controls) {
        controls.push_back({{"row", control.row},
                            {"label", control.label},
                            {"stated", control.stated},
                            {"computed", control.computed}});
    }
    Json warnings = Json::array();
    for (const Issue& warning : totals.warnings) {
        warnings.push_back(
            {{"row", warning.row}, {"code", warning.code}, {"message", warning.message}});
    }
    return {{"file_id", reading.file_id},      {"reading", reading.no},
            {"lines", totals.lines},           {"amount", totals.amount.text()},
            {"unreadable", totals.unreadable}, {"controls", std::move(controls)},
            {"warnings", std::move(warnings)}, {"headers", totals.headers}};
}

}  // namespace

Directory OdooFileStore::directory(const std::string& supplier_code) {
    const Json answer =
        session_.call("directory", {{"company_id", company_.id}, {"supplier_code", supplier_code}});
    const Json& supplier = struct_of(answer, "supplier");
    Directory directory;
    directory.supplier_id = integer_of(supplier, "id");
    directory.supplier_name = text_of(supplier, "name");
    directory.default_profile = text_of(supplier, "profile");
    directory.clients = coded_of(answer, "clients");
    directory.services = coded_of(answer, "services");
    return directory;
}

std::optional<Profile> OdooFileStore::profile(const std::string& supplier_code,
                                              const std::string& name) {
    const Json answer = session_.call(
        "profile_get",
        {{"company_id", company_.id}, {"supplier_code", supplier_code}, {"name", name}});
    if (!flag_of(answer, "found")) {
        return std::nullopt;
    }
    return profile_of(struct_of(answer, "profile"));
}

void OdooFileStore::seed_profile(const std::string& supplier_code, const Profile& profile) {
    session_.call("profile_seed", {{"company_id", company_.id},
                                   {"supplier_code", supplier_code},
                                   {"profile", to_wire(profile)}});
}

OpenedFile OdooFileStore::open(const IncomingFile& file) {
    // Odoo has a claimed file's bytes; only a masked copy takes their place.
    const bool sent = file.claimed_id == 0 || !file.stored_sha256.empty();
    const bool at_once = sent && file.size <= part_bytes;
    const Json answer =
        session_.call("file_open", {{"company_id", company_.id},
                                    {"file_id", file.claimed_id},
                                    {"supplier_code", file.supplier_code},
                                    {"profile", file.profile},
                                    {"name", file.name},
                                    {"period", file.period},
                                    {"sha256", file.sha256},
                                    {"size", file.size},
                                    {"channel", file.channel},
                                    {"sender", file.sender},
                                    {"arrived", file.arrived},
                                    {"content", at_once ? base64(bytes_of(file.path)) : ""},
                                    {"stored_sha256", file.stored_sha256},
                                    {"masked", file.masked},
                                    {"lines_total", file.lines_total},
                                    {"period_counted", file.period_counted},
                                    {"anew", file.anew},
                                    {"not_taken", file.not_taken},
                                    {"replaces_sha256", file.replaces_sha256}});
    const int file_id = integer_of(answer, "file_id");
    if (flag_of(answer, "wants_bytes")) {
        send_parts(file_id, file);
    }
    return {{file_id, integer_of(answer, "reading")},
            status_of(answer),
            text_of(answer, "message"),
            text_of(answer, "root_sha256"),
            text_of(answer, "period"),
            supplier_of(answer)};
}

/// In order; the same part again changes nothing.
void OdooFileStore::send_parts(int file_id, const IncomingFile& file) {
    std::ifstream bytes(file.path, std::ios::binary);
    std::string part(static_cast<std::size_t>(part_bytes), '\0');
    for (std::int64_t offset = 0; offset < file.size;) {
        bytes.read(part.data(), part_bytes);
        const std::int64_t count = bytes.gcount();
        if (count <= 0) {
            throw PortError(Advice::retry_later, "The copy of " + file.name + " was cut off.");
        }
        session_.call("file_part",
                      {{"file_id", file_id},
                       {"offset", offset},
                       {"stored_sha256", file.stored_sha256},
                       {"content", base64({part.data(), static_cast<std::size_t>(count)})}});
        offset += count;
    }
}

std::vector<Issue> OdooFileStore::put(FileReading reading, const std::vector<ServiceLine>& lines) {
    std::vector<Issue> problems;
    halved<ServiceLine>(
        lines,
        [&](const std::vector<ServiceLine>& some) {
            Json rows = Json::array();
            for (const ServiceLine& line : some) {
                rows.push_back(row_of(line));
            }
            const Json answer = session_.call("lines_put", {{"file_id", reading.file_id},
                                                            {"reading", reading.no},
                                                            {"lines", std::move(rows)}});
            static_cast<void>(still_open(answer));
            for (Issue& issue : issues_of(answer, "problems")) {
                problems.push_back(std::move(issue));
            }
        },
        [&problems](const ServiceLine& line, const std::string& message) {
            problems.push_back({"refused", message, line.row, ""});
        });
    return problems;
}

ClosedFile OdooFileStore::close(FileReading reading, const FileTotals& totals) {
    const Json answer = session_.call("file_close", totals_of(reading, totals));
    static_cast<void>(still_open(answer));
    ClosedFile closed;
    const Json& counts = struct_of(answer, "counts");
    const Json& amounts = struct_of(answer, "amounts");
    for (const auto& [state, unused] : counts.items()) {
        closed.states[state].count = integer_of(counts, state.c_str());
    }
    for (const auto& [state, unused] : amounts.items()) {
        closed.states[state].amount = text_of(amounts, state.c_str());
    }
    closed.unreadable = integer_of(answer, "unreadable");
    closed.problems = issues_of(answer, "problems");
    closed.asked = text_of(answer, "status") == "asked";
    closed.message = text_of(answer, "message");
    closed.supplier = supplier_of(answer);
    return closed;
}

SupplierAnswer OdooFileStore::refuse(FileReading reading, const Issue& reason) {
    const Json answer = session_.call("file_refuse", {{"file_id", reading.file_id},
                                                      {"reading", reading.no},
                                                      {"code", reason.code},
                                                      {"message", reason.message}});
    return supplier_of(still_open(answer));
}

std::vector<IncomingFile> OdooFileQueue::claim(int limit, std::int64_t size_max,
                                               int lease_seconds) {
    const Json answer = session_.call("files_claim", {{"company_id", company_.id},
                                                      {"limit", limit},
                                                      {"size_max", size_max},
                                                      {"worker", worker_},
                                                      {"lease_seconds", lease_seconds}});
    std::vector<IncomingFile> files;
    for (const Json& row : list_of(answer, "files")) {
        IncomingFile file;
        file.claimed_id = integer_of(row, "file_id");
        file.claimed_reading = integer_of(row, "reading");
        file.name = text_of(row, "name");
        file.supplier_code = text_of(row, "supplier_code");
        file.profile = text_of(row, "profile");
        file.period = text_of(row, "period");
        file.sha256 = text_of(row, "sha256");
        file.replaces_sha256 = text_of(row, "replaces_sha256");
        file.size = integer_of(row, "size");
        file.channel = text_of(row, "channel");
        file.arrived = text_of(row, "arrived");
        files.push_back(std::move(file));
    }
    return files;
}

void OdooFileQueue::fetch(const IncomingFile& file) {
    fetch_bytes(file.path, file.size, [&](std::int64_t offset, std::int64_t length) {
        return text_of(
            session_.call("file_read",
                          {{"file_id", file.claimed_id}, {"offset", offset}, {"length", length}}),
            "content");
    });
}

}  // namespace quittance::odoo
