#include "adapters/door/token_book.hpp"

#include "adapters/door/durable_file.hpp"
#include "support/port_error.hpp"
#include "support/sha256.hpp"

#include <openssl/crypto.h>
#include <sys/stat.h>
#include <nlohmann/json.hpp>

#include <fstream>

namespace quittance::door {
namespace {

using Json = nlohmann::json;

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
    throw PortError(Advice::fix_configuration, path + " " + why);
}

bool is_same(const std::string& kept, const std::string& digest) {
    return kept.size() == digest.size() &&
           CRYPTO_memcmp(kept.data(), digest.data(), digest.size()) == 0;
}

}  // namespace

TokenBook::TokenBook(std::string path) : path_(std::move(path)) {
    struct stat facts {};
    if (::lstat(path_.c_str(), &facts) != 0) {
        return;
    }
    if (!S_ISREG(facts.st_mode) || (facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        refuse(path_, "must be readable by its owner alone; run: chmod 600 " + path_);
    }
    try {
        std::ifstream file(path_);
        for (const Json& row : Json::parse(file)) {
            entries_.push_back({row.at(0).get<std::string>(), row.at(1).get<std::string>(),
                                row.size() > 2 ? row.at(2).get<std::string>() : ""});
        }
        known_ = true;
    } catch (const Json::exception&) {
        refuse(path_, "is damaged: remove it; the tokens come from Odoo again");
    }
}

void TokenBook::keep(const std::vector<Entry>& entries) const {
    Json rows = Json::array();
    for (const Entry& entry : entries) {
        rows.push_back({entry.supplier, entry.sha256, entry.name});
    }
    DurableFile file(path_);
    file.write(rows.dump());
    file.commit();
}

void TokenBook::learn(std::vector<Entry> entries) {
    {
        const std::lock_guard lock(mutex_);
        if (known_ && entries == entries_) {
            return;
        }
        entries_ = entries;  // a revoked token is refused even when the disk is full
        known_ = true;
    }
    keep(entries);
}

TokenBook::Verdict TokenBook::judge(std::string_view supplier, std::string_view token) const {
    const std::string digest = sha256_hex(token);
    const std::lock_guard lock(mutex_);
    if (!known_) {
        return Verdict::not_known_yet;
    }
    bool found = false;
    bool admitted = false;
    for (const Entry& entry : entries_) {
        const bool same = is_same(entry.sha256, digest);
        found = found || same;
        admitted = admitted || (same && entry.supplier == supplier);
    }
    if (admitted) {
        return Verdict::admitted;
    }
    return found ? Verdict::other_supplier : Verdict::unknown_token;
}

std::string TokenBook::name_of(std::string_view token) const {
    const std::string digest = sha256_hex(token);
    const std::lock_guard lock(mutex_);
    std::string name;
    for (const Entry& entry : entries_) {
        name = is_same(entry.sha256, digest) ? entry.name : name;
    }
    return name;
}

}  // namespace quittance::door
