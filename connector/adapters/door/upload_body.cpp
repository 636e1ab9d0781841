#include "adapters/door/upload_body.hpp"

#include "adapters/door/durable_file.hpp"
#include "adapters/door/form_parts.hpp"
#include "adapters/door/problem.hpp"
#include "support/sha256.hpp"

#include <Poco/UTF8Encoding.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <functional>
#include <istream>
#include <streambuf>

namespace quittance::door {
namespace {

constexpr std::size_t piece_size = 64 * 1024;
constexpr std::size_t field_size_max = 300;
constexpr std::size_t name_size_max = 200;
constexpr std::size_t fields_max = 50;

/// Passes a stream on and counts its bytes.
class MeasuredBody final : public std::streambuf {
public:
    explicit MeasuredBody(std::istream& from) : from_(from) {}

    [[nodiscard]] std::int64_t count() const { return count_; }

protected:
    int_type underflow() override {
        from_.read(piece_.data(), static_cast<std::streamsize>(piece_.size()));
        const auto read = static_cast<std::size_t>(from_.gcount());
        if (read == 0) {
            return traits_type::eof();
        }
        count_ += static_cast<std::int64_t>(read);
        setg(piece_.data(), piece_.data(), piece_.data() + read);
        return traits_type::to_int_type(piece_.front());
    }

private:
    std::istream& from_;
    std::array<char, piece_size> piece_{};
    std::int64_t count_ = 0;
};

/// Removes what was written when a later part fails.
class Kept {
public:
    ~Kept() {
        for (const std::string& path : paths_) {
            ::unlink(path.c_str());
        }
    }
    Kept() = default;
    Kept(const Kept&) = delete;
    Kept& operator=(const Kept&) = delete;
    void add(const std::string& path) { paths_.push_back(path); }
    void release() { paths_.clear(); }

private:
    std::vector<std::string> paths_;
};

/// The next bytes of a file; none at its end.
using NextBytes = std::function<std::string_view()>;

Job kept_file(const NextBytes& next, const std::string& name, const FreshPlace& place, Kept& kept) {
    const Place where = place();
    DurableFile file(where.path);
    Sha256Stream sha256;
    Job job;
    for (auto read = next(); !read.empty(); read = next()) {
        sha256.add(read);
        file.write(read);
        job.size += static_cast<std::int64_t>(read.size());
    }
    file.commit();
    kept.add(where.path);
    job.id = where.id;
    job.name = safe_name(name);
    job.sha256 = sha256.hex();
    return job;
}

Job raw_file(std::istream& bytes, const std::string& name, const FreshPlace& place, Kept& kept) {
    std::vector<char> piece(piece_size);
    const auto next = [&] {
        bytes.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        return std::string_view(piece.data(), static_cast<std::size_t>(bytes.gcount()));
    };
    return kept_file(next, name, place, kept);
}

void take_field(FormParts& parts, const std::string& name, Received& received) {
    std::string text;
    for (auto read = parts.read(); !read.empty(); read = parts.read()) {
        text += read;
        if (text.size() > field_size_max) {
            throw Problem(422, "field_long", "The field " + safe_name(name) + " is too long.");
        }
    }
    const auto [known, is_new] = received.fields.emplace(name, text);
    if (!is_new && known->second != text) {
        throw Problem(422, "field_twice",
                      "The field " + safe_name(name) + " stands twice, with two values.");
    }
    if (received.fields.size() > fields_max) {
        throw Problem(400, "form_broken", "The form has more fields than any.");
    }
}

Received form(std::istream& body, const BodyFacts& facts, const FreshPlace& place, Kept& kept) {
    Received received;
    FormParts parts(body, facts.boundary);
    while (const auto part = parts.next()) {
        if (!part->file_name) {
            take_field(parts, part->field, received);
            continue;
        }
        if (received.files.size() == static_cast<std::size_t>(facts.files_max)) {
            throw Problem(422, "too_many_files",
                          "At most " + std::to_string(facts.files_max) + " files a request.");
        }
        received.files.push_back(
            kept_file([&parts] { return parts.read(); }, *part->file_name, place, kept));
    }
    return received;
}

void check_whole(const MeasuredBody& body, const BodyFacts& facts) {
    if (body.count() != facts.size) {
        throw Problem(400, "body_incomplete",
                      "The connection ended after " + std::to_string(body.count()) + " of " +
                          std::to_string(facts.size) + " bytes. Send it again.");
    }
}

void check_files(const Received& received) {
    if (received.files.empty()) {
        throw Problem(422, "no_file", "The form holds no file: a part with a filename is needed.");
    }
    for (const Job& file : received.files) {
        if (file.size == 0) {
            throw Problem(422, "file_empty", "The file " + file.name + " is empty.");
        }
    }
}

}  // namespace

Received receive(std::istream& body, const BodyFacts& facts, const FreshPlace& place) {
    MeasuredBody measured(body);
    std::istream bytes(&measured);
    Kept kept;
    Received received;
    if (facts.boundary.empty()) {
        received.files.push_back(raw_file(bytes, facts.name, place, kept));
    } else {
        try {
            received = form(bytes, facts, place, kept);
        } catch (const FormCut&) {
            // A form that lost its end would be a file that lost its end.
            check_whole(measured, facts);
            throw Problem(400, "form_incomplete", "The form has no end. Send it again.");
        }
    }
    check_whole(measured, facts);
    check_files(received);
    kept.release();
    return received;
}

std::string safe_name(const std::string& name) {
    const std::size_t slash = name.find_last_of("/\\");
    const std::string last = slash == std::string::npos ? name : name.substr(slash + 1);
    const Poco::UTF8Encoding utf8;
    std::string safe;
    for (std::size_t at = 0; at < last.size();) {
        const auto* const bytes = reinterpret_cast<const unsigned char*>(last.data()) + at;
        const int length = std::max(utf8.sequenceLength(bytes, 1), 1);
        const bool whole = at + static_cast<std::size_t>(length) <= last.size() &&
                           Poco::UTF8Encoding::isLegal(bytes, length);
        if (safe.size() + static_cast<std::size_t>(length) > name_size_max) {
            break;
        }
        if (!whole) {
            safe += '_';
            ++at;
            continue;
        }
        if (*bytes >= 0x20 && *bytes != 0x7f) {
            safe.append(last, at, static_cast<std::size_t>(length));
        }
        at += static_cast<std::size_t>(length);
    }
    return safe.empty() ? "upload" : safe;
}

}  // namespace quittance::door
