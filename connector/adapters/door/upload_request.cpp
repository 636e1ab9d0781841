#include "adapters/door/upload_request.hpp"

#include "adapters/door/problem.hpp"
#include "adapters/door/upload_body.hpp"

#include <Poco/Net/MediaType.h>
#include <Poco/Net/MessageHeader.h>
#include <Poco/Net/NameValueCollection.h>
#include <Poco/URI.h>
#include <unistd.h>

#include <algorithm>

namespace quittance::door {
namespace {

using namespace Poco::Net;
using Fields = std::map<std::string, std::string>;

constexpr std::size_t key_size_max = 200;
constexpr std::size_t profile_size_max = 100;

/// `?name=…&period=…`; an unknown one is refused: a period with a typing error would be ignored.
void add_query(const HTTPServerRequest& request, Fields& fields) {
    try {
        for (const auto& [name, value] : Poco::URI(request.getURI()).getQueryParameters()) {
            fields.emplace(name, value);
        }
    } catch (const Poco::Exception&) {
        throw Problem(400, "address", "The address cannot be read.");
    }
}

void check_fields(const Fields& fields) {
    for (const auto& [name, value] : fields) {
        if (name != "name" && name != "period" && name != "replaces" && name != "profile") {
            throw Problem(
                422, "field_unknown",
                "Known are name, period, replaces and profile; not " + safe_name(name) + ".");
        }
    }
}

std::string field(const Fields& fields, const std::string& name) {
    const auto found = fields.find(name);
    return found == fields.end() ? "" : found->second;
}

bool all_of_kind(const std::string& text, const char* kind) {
    return text.find_first_not_of(kind) == std::string::npos;
}

bool is_period(const std::string& text) {
    return text.size() == 7 && text[4] == '-' && all_of_kind(text, "0123456789-") &&
           text.find('-') == 4 && text.rfind('-') == 4 && text.substr(5) >= "01" &&
           text.substr(5) <= "12";
}

/// What every file of the request is said to be.
Job terms(const Fields& fields) {
    check_fields(fields);
    Job job;
    job.period = field(fields, "period");
    job.replaces = field(fields, "replaces");
    job.profile = field(fields, "profile");
    if (!job.period.empty() && !is_period(job.period)) {
        throw Problem(422, "period", "period is a month: 2026-10.");
    }
    if (!job.replaces.empty() &&
        (job.replaces.size() != 64 || !all_of_kind(job.replaces, "0123456789abcdef"))) {
        throw Problem(422, "replaces",
                      "replaces is the SHA-256 of the earlier file: 64 digits of 0-9 and a-f.");
    }
    if (job.profile.size() > profile_size_max ||
        safe_name(job.profile + ".") != job.profile + ".") {
        throw Problem(422, "profile", "profile is the name of one of the supplier's profiles.");
    }
    return job;
}

std::int64_t size_of(const HTTPServerRequest& request, std::int64_t bytes_max) {
    if (request.getChunkedTransferEncoding() || !request.hasContentLength()) {
        throw Problem(411, "length_required",
                      "Send the header Content-Length: a file that is sent in chunks of unknown "
                      "number could lose its end without anybody noticing.");
    }
    const auto size = static_cast<std::int64_t>(request.getContentLength64());
    if (size < 0 || size > bytes_max) {
        throw Problem(413, "too_large",
                      "At most " + std::to_string(bytes_max) + " bytes are taken at once.");
    }
    if (size == 0) {
        throw Problem(422, "file_empty", "The body is empty.");
    }
    return size;
}

std::string boundary_of(const HTTPServerRequest& request) {
    const MediaType type(request.getContentType());
    if (type.matches("multipart", "form-data")) {
        if (!type.hasParameter("boundary") || type.getParameter("boundary").empty()) {
            throw Problem(400, "form_broken", "The Content-Type names no boundary.");
        }
        return type.getParameter("boundary");
    }
    if (type.getType() == "multipart" || type.matches("application", "x-www-form-urlencoded")) {
        throw Problem(415, "media_type",
                      "Send the file's own bytes (curl: --data-binary with Content-Type: text/csv) "
                      "or multipart/form-data (curl: -F).");
    }
    return "";
}

std::string raw_name(const HTTPServerRequest& request, const Fields& fields) {
    std::string disposition;
    NameValueCollection parameters;
    MessageHeader::splitParameters(request.get("Content-Disposition", ""), disposition, parameters);
    return parameters.get("filename", field(fields, "name"));
}

std::string key_of(const HTTPServerRequest& request) {
    const std::string key = request.get("Idempotency-Key", "");
    const bool printable =
        std::all_of(key.begin(), key.end(), [](char one) { return one > ' ' && one < '\x7f'; });
    if (key.size() > key_size_max || !printable) {
        throw Problem(400, "key", "An Idempotency-Key has at most 200 visible ASCII characters.");
    }
    return key;
}

std::vector<Job> completed(Received& received, const Job& common, const Sender& sender) {
    for (Job& job : received.files) {
        job.supplier = sender.supplier;
        job.sender = sender.name;
        job.period = common.period;
        job.profile = common.profile;
        job.replaces = common.replaces;
    }
    return received.files;
}

/// What was received and is not taken leaves nothing behind.
std::vector<Job> taken(JobSpool& spool, const std::string& key, Fields fields, Received& received,
                       const Sender& sender) {
    try {
        fields.insert(received.fields.begin(), received.fields.end());
        return spool.take(key, completed(received, terms(fields), sender));
    } catch (...) {
        for (const Job& job : received.files) {
            ::unlink(spool.bytes_of(job.id).c_str());
        }
        throw;
    }
}

BodyFacts facts_of(const HTTPServerRequest& request, const Fields& fields, std::int64_t bytes_max) {
    if (request.has("Content-Encoding") && request.get("Content-Encoding") != "identity") {
        throw Problem(415, "encoding", "Send the file without a Content-Encoding.");
    }
    BodyFacts facts;
    facts.size = size_of(request, bytes_max);
    facts.boundary = boundary_of(request);
    facts.name = raw_name(request, fields);
    return facts;
}

}  // namespace

std::vector<Job> take_upload(Door& door, const Sender& sender, HTTPServerRequest& request) {
    Fields fields;
    add_query(request, fields);
    static_cast<void>(terms(fields));  // before anything is received
    const std::string key = key_of(request);
    const BodyFacts facts = facts_of(request, fields, door.limits.body_bytes_max);
    Received received = receive(request.stream(), facts, [&door] {
        const std::string id = door.fresh_id();
        return Place{id, door.spool.bytes_of(id)};
    });
    try {
        return taken(door.spool, key, fields, received, sender);
    } catch (const KeyReused& reused) {
        throw Problem(422, "key_reused", reused.what());
    } catch (const TooManyWaiting& many) {
        throw Problem(429, "too_many", many.what());
    }
}

}  // namespace quittance::door
