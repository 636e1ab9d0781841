#include "flow/directory_lookup.hpp"

#include "support/ascii.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace quittance {
namespace {

constexpr std::size_t distance_max = 2;
constexpr int several = -1;  // in the place of an id: it may be none of them

std::string without_leading_zeros(const std::string& text) {
    const std::size_t first = text.find_first_not_of('0');
    return first == std::string::npos ? text : text.substr(first);
}

/// What the eye takes for the same: `C-1O4` is `C-104`.
std::string as_seen(std::string text) {
    for (char& c : text) {
        c = c == 'o' ? '0' : c == 'i' || c == 'l' ? '1' : c;
    }
    return text;
}

/// Levenshtein's distance in bytes.
std::size_t distance(const std::string& left, const std::string& right) {
    std::vector<std::size_t> row(right.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= left.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const std::size_t substituted = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
        }
    }
    return row.back();
}

std::string nearest(const std::vector<Coded>& all, const std::string& wanted) {
    if (wanted.empty()) {
        return "";
    }
    const std::string code = lower_ascii(wanted);
    std::size_t best = distance_max + 1;
    std::string found;
    for (const auto& one : all) {
        const std::string other = lower_ascii(one.code);
        if (without_leading_zeros(other) == without_leading_zeros(code) ||
            as_seen(other) == as_seen(code)) {
            return one.code;  // a spreadsheet takes leading zeros away
        }
        const std::size_t shorter = std::min(other.size(), code.size());
        const std::size_t longer = std::max(other.size(), code.size());
        if (longer - shorter > distance_max || shorter <= distance_max) {
            continue;
        }
        const std::size_t apart = distance(other, code);
        if (apart < best || (apart == best && !found.empty() && one.code < found)) {
            best = apart;
            found = one.code;
        }
    }
    return found;
}

}  // namespace

DirectoryLookup::DirectoryLookup(const Directory& directory) : directory_(directory) {
    for (const auto& one : directory.clients) {
        add(clients_, one.code, one.id);
    }
    Index names;
    for (const auto& one : directory.services) {
        add(services_, one.code, one.id);
        add(names, one.name, one.id);
    }
    services_.merge(names);  // a code goes before a name of the same text
}

void DirectoryLookup::add(Index& index, const std::string& text, int id) {
    const auto [entry, added] = index.emplace(lower_ascii(text), id);
    if (!added && entry->second != id) {
        entry->second = several;
    }
}

Match DirectoryLookup::found_in(const Index& index, const std::string& text) {
    const auto found = index.find(lower_ascii(text));
    return {text.empty() || found == index.end() ? 0 : found->second, {}};
}

Match DirectoryLookup::client(const std::string& code) const {
    if (const Match found = found_in(clients_, code); found.id != 0) {
        return {found.id == several ? 0 : found.id, {}};
    }
    return {0, near_once(near_clients_, directory_.clients, code)};
}

Match DirectoryLookup::service(const std::string& code_or_name) const {
    if (const Match found = found_in(services_, code_or_name); found.id != 0) {
        return {found.id == several ? 0 : found.id, {}};
    }
    return {0, near_once(near_services_, directory_.services, code_or_name)};
}

/// The same unknown code may stand on every line of a large file.
std::string DirectoryLookup::near_once(Nearest& known, const std::vector<Coded>& all,
                                       const std::string& code) {
    constexpr std::size_t codes_max = 10'000;
    if (const auto found = known.find(code); found != known.end()) {
        return found->second;
    }
    if (known.size() >= codes_max) {
        return "";
    }
    return known.emplace(code, nearest(all, code)).first->second;
}

}  // namespace quittance
