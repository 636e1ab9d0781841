#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace quittance::door {

/// Which tokens open the door to which supplier's files. Only their SHA-256 are known. Kept in a
/// private file, so that a restart while Odoo is down still knows them. For many threads.
class TokenBook {
public:
    struct Entry {
        std::string supplier;  ///< its code
        std::string sha256;    ///< in hex
        std::string name{};    ///< the program or machine that it was issued for

        bool operator==(const Entry&) const = default;
    };
    enum class Verdict { admitted, other_supplier, unknown_token, not_known_yet };

    /// Reads what was kept at `path`. @throws PortError (fix_configuration) when others may read
    /// or write it, or it is damaged.
    explicit TokenBook(std::string path);

    /// What Odoo says now; kept when it changed. @throws PortError (retry_later).
    void learn(std::vector<Entry> entries);

    /// Compares in constant time with every token. `not_known_yet`: Odoo has never been asked.
    [[nodiscard]] Verdict judge(std::string_view supplier, std::string_view token) const;

    /// What the token was issued for; "" for one that is not known.
    [[nodiscard]] std::string name_of(std::string_view token) const;

private:
    void keep(const std::vector<Entry>& entries) const;

    std::string path_;
    mutable std::mutex mutex_;
    std::vector<Entry> entries_;
    bool known_ = false;
};

}  // namespace quittance::door
